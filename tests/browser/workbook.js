// A workbook as somebody mends it: texts are typed into cells, everything else stays.

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const LOCAL = 0x0403_4b50;
const CENTRAL = 0x0201_4b50;
const END = 0x0605_4b50;

/** The parts of a zip, such as a workbook, by their names. */
export function parts(book) {
  const end = book.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = book.readUInt32LE(end + 16);
  const found = [];
  while (book.readUInt32LE(at) === CENTRAL) {
    const [method, size] = [book.readUInt16LE(at + 10), book.readUInt32LE(at + 20)];
    const lengths = [28, 30, 32].map((place) => book.readUInt16LE(at + place));
    const local = book.readUInt32LE(at + 42);
    const name = book.toString('utf8', at + 46, at + 46 + lengths[0]);
    const skip = book.readUInt16LE(local + 26) + book.readUInt16LE(local + 28);
    const bytes = book.subarray(local + 30 + skip, local + 30 + skip + size);
    found.push([name, method === 0 ? bytes : inflateRawSync(bytes)]);
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
  return found;
}

/** A header of a part, of its own or of the list at the end. */
function header(signature, name, bytes, packed, offset) {
  const isListed = signature === CENTRAL;
  const head = Buffer.alloc(isListed ? 46 : 30);
  head.writeUInt32LE(signature, 0);
  const from = isListed ? 6 : 4;
  head.writeUInt16LE(20, from);
  head.writeUInt16LE(8, from + 4);
  head.writeUInt32LE(crc32(bytes), from + 10);
  head.writeUInt32LE(packed.length, from + 14);
  head.writeUInt32LE(bytes.length, from + 18);
  head.writeUInt16LE(Buffer.byteLength(name), from + 22);
  if (isListed) {
    head.writeUInt32LE(offset, 42);
  }
  return Buffer.concat([head, Buffer.from(name)]);
}

/** The workbook with texts in cells of its first worksheet, by their addresses. */
export function filledIn(book, texts) {
  const [whole, list] = [[], []];
  let offset = 0;
  for (const [name, old] of parts(book)) {
    const bytes = name === 'xl/worksheets/sheet1.xml' ? typed(old, texts) : old;
    const packed = deflateRawSync(bytes);
    const local = Buffer.concat([header(LOCAL, name, bytes, packed), packed]);
    list.push(header(CENTRAL, name, bytes, packed, offset));
    whole.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(list.length, 8);
  end.writeUInt16LE(list.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...whole, listed, end]);
}

/** Where rows begin and end, and the cells of one. */
const ROW = /(<row r="(\d+)"[^>]*>)(.*?)<\/row>/gs;
const CELL = /<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>.*?<\/c>)/gs;

function typed(sheet, texts) {
  const left = new Map(Object.entries(texts));
  const rows = sheet.toString('utf8').replaceAll(ROW, (_, begin, row, held) => {
    const cells = new Map([...held.matchAll(CELL)].map(([cell, column]) => [column, cell]));
    for (const [cell, text] of left) {
      const [, column, of] = cell.match(/^([A-Z]+)(\d+)$/);
      if (of === row) {
        const style = cells.get(column)?.match(/ s="\d+"/)?.[0] ?? '';
        cells.set(column, `<c r="${cell}"${style} t="inlineStr"><is>${inner(text)}</is></c>`);
        left.delete(cell);
      }
    }
    const inOrder = [...cells].sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
    return `${begin}${inOrder.map(([, cell]) => cell).join('')}</row>`;
  });
  if (left.size > 0) {
    throw new Error(`there is no row of ${[...left.keys()]}`);
  }
  return Buffer.from(rows);
}

function inner(text) {
  const plain = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<t xml:space="preserve">${plain}</t>`;
}
