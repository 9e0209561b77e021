import { classOf } from '../../../src/channels/wecom/error-class'

test.each([
  ['transient', [-1]],
  ['token', [40014, 42001]],
  ['throttled', [45009, 45033, 45035, 45036]],
  ['state', [95013, 95016, 95018, 95019, 95014]],
  ['window', [95001, 95002, 95031]],
  ['duplicate', [95033]],
  ['stale', [95007, 40145]],
  ['configuration', [40001, 40013, 48002, 48007, 60020, 60030, 95003, 95011, 95012, 95017, 95023, 50001, 50003]],
  ['bug', [40033, 40058, 40063, 95000, 95008, 95009, 95022, 42014, 42030, 42051]],
  ['unknown', [1, 99999, 42052, 95999]],
])('%s is the class of its codes (wecom-protocol §11)', (errorClass, errcodes) => {
  for (const errcode of errcodes) expect([errcode, classOf(errcode)]).toEqual([errcode, errorClass])
})
