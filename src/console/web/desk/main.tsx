import { createRoot } from 'react-dom/client'
import { App as AntApp, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { Desk } from './desk'
import './desk.css'

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <ConfigProvider
      button={{ autoInsertSpace: false }}
      locale={zhCN}
      theme={{ token: { colorPrimary: '#07855c', borderRadius: 6 } }}
    >
      <AntApp className="whole">
        <Desk />
      </AntApp>
    </ConfigProvider>,
  )
