import { createClosing } from '../../src/app/closing'

it('closes what was opened last first, each once', async () => {
  const closed: string[] = []
  const closing = createClosing()
  closing.add(() => closed.push('store'))
  closing.add(async () => {
    await Promise.resolve()
    closed.push('doors')
  })

  await closing.close()
  await closing.close()

  expect(closed).toEqual(['doors', 'store'])
})

it('closes the rest when one part fails to close, and then says which fault came first', async () => {
  const closed: string[] = []
  const closing = createClosing()
  closing.add(() => closed.push('store'))
  closing.add(() => Promise.reject(new Error('the model hangs')))
  closing.add(() => {
    throw new Error('the server hangs')
  })

  await expect(closing.close()).rejects.toThrow('the server hangs')

  expect(closed).toEqual(['store'])
})
