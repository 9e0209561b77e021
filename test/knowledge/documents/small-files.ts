import { deflateRawSync } from 'node:zlib'

/** A zip archive of these parts; `claim` lies about an unpacked size as a bomb does. */
export function zipOf(parts: Record<string, string | Buffer>, claim?: number): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content as string)
    const packed = deflateRawSync(bytes)
    const label = Buffer.from(name)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(0x0800, 2)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(crcOf(bytes), 10)
    facts.writeUInt32LE(packed.length, 14)
    facts.writeUInt32LE(claim ?? bytes.length, 18)
    facts.writeUInt16LE(label.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, label, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, tail, label]))
    files.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, listed, end])
}

/** A Word document of these paragraphs, as XML. */
export function docxOf(body: string, parts: Record<string, string | Buffer> = {}): Buffer {
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
  return zipOf({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/document.xml': `<?xml version="1.0"?><w:document ${w}><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': `<w:styles ${w}><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>`,
    'word/_rels/document.xml.rels':
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    ...parts,
  })
}

export const paragraph = (words: string, { style = '', bold = false } = {}) =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r>${bold ? '<w:rPr><w:b/></w:rPr>' : ''}<w:t xml:space="preserve">${words}</w:t></w:r></w:p>`

/** A PDF of these pages; each line is [words, size]. The letters are mapped back to exactly the given code points. */
export function pdfOf(pages: [words: string, size: number][][]): Buffer {
  const letters = [...new Set(pages.flat().flatMap(([words]) => [...words]))]
  const hex = (number: number) => number.toString(16).padStart(4, '0')
  const codeOf = (letter: string) => hex(letters.indexOf(letter) + 1)
  const toUnicode = [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...letters.map((letter) => `1 beginbfchar <${codeOf(letter)}> <${hex(letter.codePointAt(0)!)}> endbfchar`),
    'endcmap end end',
  ].join('\n')
  const objects: string[] = []
  const add = (words: string) => `${objects.push(words)} 0 R`
  const stream = (words: string) => `<</Length ${words.length}>>\nstream\n${words}\nendstream`
  const map = add(stream(toUnicode))
  const descriptor = add(
    '<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>',
  )
  const inner = add(
    `<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor ${descriptor}/DW 1000>>`,
  )
  const font = add(
    `<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[${inner}]/ToUnicode ${map}>>`,
  )
  const parent = `${objects.length + 1 + pages.length * 2} 0 R`
  const kids = pages.map((lines) => {
    let y = 800
    const words = lines.map(
      ([text, size]) => `BT /F ${size} Tf 1 0 0 1 50 ${(y -= 24)} Tm <${[...text].map(codeOf).join('')}> Tj ET`,
    )
    const content = add(stream(words.join('\n')))
    return add(
      `<</Type/Page/Parent ${parent}/MediaBox[0 0 595 842]/Contents ${content}/Resources<</Font<</F ${font}>>>>>>`,
    )
  })
  add(`<</Type/Pages/Count ${kids.length}/Kids[${kids.join(' ')}]>>`)
  const root = add(`<</Type/Catalog/Pages ${parent}>>`)
  let file = '%PDF-1.4\n'
  const offsets = objects.map((words, at) => {
    const offset = file.length
    file += `${at + 1} 0 obj\n${words}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const start = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length + 1}/Root ${root}>>\nstartxref\n${start}\n%%EOF`
  return Buffer.from(file, 'latin1')
}

function crcOf(bytes: Buffer): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
