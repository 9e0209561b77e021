import { playOverWecom } from '../../support/over-wecom'

playOverWecom('small-talk')
