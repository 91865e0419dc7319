// A workbook as somebody mends it: a text is typed into an empty cell, everything else stays.

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

/** The workbook with a text in a cell of its first worksheet that was empty: the one right of another. */
export function filledIn(book, left, cell, text) {
  const [whole, list] = [[], []];
  let offset = 0;
  for (const [name, old] of parts(book)) {
    const bytes = name === 'xl/worksheets/sheet1.xml' ? typed(old, left, cell, text) : old;
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

function typed(sheet, left, cell, text) {
  const xml = sheet.toString('utf8');
  const place = new RegExp(`<c r="${left}".*?</c>`);
  if (!place.test(xml) || xml.includes(`r="${cell}"`)) {
    throw new Error(`${cell} is not empty, or nothing stands in ${left}`);
  }
  const added = `<c r="${cell}" t="inlineStr"><is><t>${text}</t></is></c>`;
  return Buffer.from(xml.replace(place, (before) => before + added));
}
