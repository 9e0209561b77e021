import { createRoot } from 'react-dom/client'
import { Chat } from './chat'
import './chat.css'

const root = document.getElementById('root')
if (root) createRoot(root).render(<Chat />)
