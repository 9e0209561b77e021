import { playOverWecom } from '../../support/over-wecom'

playOverWecom('meeting')
