import { findMime } from '../../../src/platform/files/find-mime'

const bytes = (text: string) => Buffer.from(text, 'latin1')

it.each([
  ['\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'image/png'],
  ['\xff\xd8\xff\xe0\0\x10JFIF', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['RIFF\x24\0\0\0WEBPVP8 ', 'image/webp'],
  ['RIFF\x24\0\0\0WAVEfmt ', 'application/octet-stream'],
  ['#!AMR\n\x3c', 'audio/amr'],
  ['#!AMR-WB\n\x3c', 'audio/amr-wb'],
  ['\x02#!SILK_V3', 'audio/silk'],
  ['#!SILK_V3', 'audio/silk'],
  ['\0\0\0\x20ftypisom\0\0\x02\0', 'video/mp4'],
  ['\0\0\0\x18ftypmp42', 'video/mp4'],
  ['\0\0\0\x18ftypM4A ', 'audio/mp4'],
  ['\0\0\0\x18ftypqt  ', 'video/quicktime'],
  ['\0\0\0\x18ftypheic', 'image/heic'],
  ['%PDF-1.7\n', 'application/pdf'],
])('finds in %j the type %s, whatever was declared', (content, mime) => {
  expect(findMime(bytes(content))).toBe(mime)
  expect(findMime(bytes(content), 'text/html')).toBe(mime)
})

it.each([
  ['<html><script>alert(1)</script>', 'text/html'],
  ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
  ['<html>', 'image/png'],
  ['alert(1)', 'text/javascript'],
  ['', 'image/jpeg'],
  ['\x89PNG', undefined],
])('believes nothing that could run or that the bytes should show: %j as %s', (content, declared) => {
  expect(findMime(bytes(content), declared)).toBe('application/octet-stream')
})

it('believes what is declared of documents that no browser runs', () => {
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

  expect(findMime(bytes('PK\x03\x04'), word)).toBe(word)
  expect(findMime(bytes('你好'), 'Text/Plain; charset=utf-8')).toBe('text/plain')
})

it('reads a part of a larger buffer from its own start', () => {
  const large = bytes('xxxx%PDF-1.7')

  expect(findMime(large.subarray(4))).toBe('application/pdf')
  expect(findMime(new Uint8Array(large.buffer, large.byteOffset, 4))).toBe('application/octet-stream')
})
