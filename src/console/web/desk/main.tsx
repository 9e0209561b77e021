import { createRoot } from 'react-dom/client'
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { Desk } from './desk'
import { THEME } from './theme'
import './desk.css'

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <ConfigProvider button={{ autoInsertSpace: false }} locale={zhCN} theme={THEME}>
      <AntApp className="whole" message={{ top: 60 }}>
        <Desk />
      </AntApp>
    </ConfigProvider>,
  )
