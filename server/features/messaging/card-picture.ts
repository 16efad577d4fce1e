import { crc32, deflateSync } from 'node:zlib';

import type { CardPicture } from '../../../bot/channels/official-account/card-pictures.ts';

/** What the platform advises for a card's cover. */
const width = 520;
const height = 416;

type Colour = readonly [red: number, green: number, blue: number];
interface Shape {
  /** The corners between which it lies. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  /** How deep a point lies inside, in pixels; negative outside. */
  readonly depth: (x: number, y: number) => number;
}

const roundedBox = (left: number, top: number, wide: number, high: number, radius: number): Shape => ({
  box: [left, top, left + wide, top + high],
  depth(x, y) {
    const dx = Math.max(Math.abs(x - left - wide / 2) - wide / 2 + radius, 0);
    const dy = Math.max(Math.abs(y - top - high / 2) - high / 2 + radius, 0);
    return radius - Math.sqrt(dx * dx + dy * dy);
  },
});
const disc = (cx: number, cy: number, radius: number): Shape =>
  roundedBox(cx - radius, cy - radius, 2 * radius, 2 * radius, radius);
const stroke = (ax: number, ay: number, bx: number, by: number, thick: number): Shape => ({
  box: [
    Math.min(ax, bx) - thick,
    Math.min(ay, by) - thick,
    Math.max(ax, bx) + thick,
    Math.max(ay, by) + thick,
  ],
  depth(x, y) {
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    return thick / 2 - Math.hypot(x - ax - along * dx, y - ay - along * dy);
  },
});
const within = (outer: Shape, inner: Shape): Shape => ({
  box: inner.box,
  depth: (x, y) => Math.min(outer.depth(x, y), inner.depth(x, y)),
});

const white: Colour = [255, 255, 255];
const pale: Colour = [214, 230, 246];
const blue: Colour = [46, 112, 190];
const green: Colour = [7, 193, 96];
const portrait = disc(260, 156, 52);
/** A membership card with a person on it, and a tick: «bind your account», without a word. */
const layers: readonly (readonly [Shape, Colour])[] = [
  [roundedBox(120, 64, 280, 292, 24), white],
  [portrait, pale],
  [disc(260, 140, 20), blue],
  [within(portrait, disc(260, 204, 40)), blue],
  [roundedBox(180, 240, 160, 18, 9), pale],
  [roundedBox(204, 276, 112, 18, 9), pale],
  [disc(382, 336, 46), white],
  [disc(382, 336, 38), green],
  [stroke(364, 337, 377, 350, 8), white],
  [stroke(377, 350, 401, 324, 8), white],
];

/** Each row begins with its filter, 0: the pixels stand as they are. */
const rowBytes = 1 + width * 3;

function paintSky(rows: Buffer): void {
  for (let y = 0; y < height; y += 1) {
    const fall = y / height;
    const pixel = Buffer.from([58 + 26 * fall, 128 + 36 * fall, 208 + 22 * fall]);
    rows.fill(pixel, y * rowBytes + 1, (y + 1) * rowBytes);
  }
}

function paint(rows: Buffer, { box, depth }: Shape, colour: Colour): void {
  const [left, top, right, bottom] = box;
  for (let y = Math.floor(top) - 1; y <= bottom + 1; y += 1) {
    for (let x = Math.floor(left) - 1; x <= right + 1; x += 1) {
      const cover = Math.min(1, depth(x, y) + 0.5);
      if (cover <= 0) continue;
      const at = y * rowBytes + 1 + x * 3;
      for (const [channel, value] of colour.entries()) {
        const under = rows.readUInt8(at + channel);
        rows.writeUInt8(Math.round(under + (value - under) * cover), at + channel);
      }
    }
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function drawPng(): Buffer {
  const rows = Buffer.alloc(height * rowBytes);
  paintSky(rows);
  for (const [shape, colour] of layers) paint(rows, shape, colour);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits a channel, true colour.
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const pixels = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

let drawn: CardPicture | undefined;

/**
 * The cover of a guide's card: the same for all, drawn at its first use. WeChat asks for a picture;
 * choosing one's own is not offered yet.
 */
export function cardPicture(): CardPicture {
  drawn ??= { contentType: 'image/png', bytes: drawPng() };
  return drawn;
}
