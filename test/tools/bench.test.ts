import { main } from '../../src/tools/bench'

it.each([[[]], [['nonsense']], [['turn', 'callback']], [['../doctor']]])(
  'names the benchmarks there are when asked for %j',
  async (argv) => {
    await expect(main(argv)).rejects.toThrow(
      /^Say which one: npm run bench -- callback \| peers \| processes \|.* turn$/,
    )
  },
)
