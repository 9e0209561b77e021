const FIRST_WORDS = ['家里漏水，要报修', '物业费怎么交', '楼上太吵，我要投诉', '帮我转人工']

/** What somebody sees who has never written: who we are, and something to tap. */
export function Welcome({ say }: { say: (text: string) => void }) {
  return (
    <section className="welcome">
      <div className="mark" aria-hidden="true">
        问
      </div>
      <h2>您好，我是物业的首问助手</h2>
      <p>报修、缴费、投诉、办事，跟我说一声就行，一件事跟到底。您也可以点下面试试：</p>
      <div className="options">
        {FIRST_WORDS.map((words) => (
          <button key={words} type="button" onClick={() => say(words)}>
            {words}
          </button>
        ))}
      </div>
      <p className="quiet">遇到着火、燃气泄漏、有人受伤，请先拨打 119 / 120 / 110。</p>
    </section>
  )
}
