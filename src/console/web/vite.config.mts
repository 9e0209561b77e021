import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * For `npx vite src/console/web` while working on the pages: what they ask for goes to the server that `npm start` runs. The
 * build itself is made by src/tools/build.mjs.
 */
export default defineConfig({
  plugins: [react()],
  server: {
    proxy: Object.fromEntries(
      ['/api', '/console', '/chat/'].map((path) => [path, { target: 'http://127.0.0.1:3978' }]),
    ),
  },
})
