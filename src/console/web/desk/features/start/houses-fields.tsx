import { Button, Form, Input } from 'antd'

const RANGE = {
  required: true,
  pattern: /^[A-Za-z]*\d+(-[A-Za-z]*\d+)?([,，][A-Za-z]*\d+(-[A-Za-z]*\d+)?)*$/,
  message: '写成 1-6 或 1-3,5',
}

/** Houses by range: a line a kind of building. */
export function HousesFields() {
  return (
    <Form.List name="houses">
      {(lines, { add, remove }) => (
        <>
          {lines.map(({ key, name }, at) => (
            <fieldset key={key} className="start-range">
              <legend>
                <span>{lines.length > 1 ? `第 ${at + 1} 种楼栋` : '楼栋'}</span>
                <Button size="small" type="text" aria-label={`去掉第 ${at + 1} 种楼栋`} onClick={() => remove(name)}>
                  去掉
                </Button>
              </legend>
              <Form.Item name={[name, 'buildings']} label="哪几栋" rules={[RANGE]}>
                <Input placeholder="1-6" />
              </Form.Item>
              <Form.Item name={[name, 'units']} label="每栋的单元" rules={[RANGE]}>
                <Input placeholder="1-2" />
              </Form.Item>
              <Form.Item name={[name, 'floors']} label="几层到几层" rules={[RANGE]}>
                <Input placeholder="1-18" />
              </Form.Item>
              <Form.Item name={[name, 'doors']} label="每层的门号" rules={[RANGE]}>
                <Input placeholder="1-2" />
              </Form.Item>
            </fieldset>
          ))}
          <Button size="small" onClick={() => add({ buildings: '', units: '1', floors: '', doors: '1-2' })}>
            {lines.length === 0 ? '按楼栋加' : '再加一种楼栋'}
          </Button>
        </>
      )}
    </Form.List>
  )
}
