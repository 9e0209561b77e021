/** `node -r ./test/support/typescript.cjs program.ts`: tests start real processes from the sources, without a build. */
const { transformFileSync } = require('@swc/core')

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformFileSync(filename, {
    swcrc: false,
    sourceMaps: 'inline',
    jsc: { parser: { syntax: 'typescript', dynamicImport: true }, target: 'es2022', keepClassNames: true },
    module: { type: 'commonjs', ignoreDynamic: false },
  })
  module._compile(code, filename)
}
