import { Buffer } from 'node:buffer';

import { guideVariables, type GuideVariant } from '../../contract/messaging.ts';
import { AppError } from '../../kernel/errors/app-error.ts';
import { linkMarkup, safeText, safeValue, type ChatLink } from './chat-text.ts';

/*
 * A guide's text: {brand} and its like are values, {link:words} is the one link. Braces mean
 * nothing else, so a brace that is none of these is a mistake that is told.
 */

export type GuideVariable = (typeof guideVariables)[number];
export type GuideValues = Readonly<Record<GuideVariable, string | null>>;

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: GuideVariable }
  | { readonly kind: 'link'; readonly words: string };

/** One line; it is left out as a whole where one of its values is not known, the link's line aside. */
export type GuideLine = readonly Piece[];

const maxLines = 4;
const maxBytes = 600;
const token = /\{([^{}]*)\}/g;

const isVariable = (name: string): name is GuideVariable => guideVariables.some((known) => known === name);

function unknownVariable(name: string): AppError {
  return new AppError('guide.variable', {
    status: 422,
    data: { name, known: guideVariables.map((known) => `{${known}}`).join(' ') },
  });
}

function parseLine(line: string): GuideLine {
  const pieces: Piece[] = [];
  let at = 0;
  const pushText = (text: string) => {
    if (/[{}]/.test(text)) throw unknownVariable(text.trim().slice(0, 20));
    if (text !== '') pieces.push({ kind: 'text', text });
  };
  for (const match of line.matchAll(token)) {
    pushText(line.slice(at, match.index));
    at = match.index + match[0].length;
    const inner = match[1] ?? '';
    if (inner.startsWith('link:')) pieces.push({ kind: 'link', words: inner.slice('link:'.length).trim() });
    else if (isVariable(inner)) pieces.push({ kind: 'value', name: inner });
    else throw unknownVariable(inner.slice(0, 20));
  }
  pushText(line.slice(at));
  return pieces;
}

/** @throws guide.variable */
export function parseGuideText(text: string): readonly GuideLine[] {
  return text.replace(/\r\n?/g, '\n').split('\n').map(parseLine);
}

/** What a chat shows: at most 4 lines and 600 bytes, exactly one link. @throws guide.* */
export function checkGuideText(text: string): void {
  const lines = parseGuideText(text);
  if (lines.length > maxLines) {
    throw new AppError('guide.lines', { status: 422, data: { lines: lines.length } });
  }
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > maxBytes) throw new AppError('guide.bytes', { status: 422, data: { bytes } });
  const links = lines.flat().filter((piece) => piece.kind === 'link');
  if (links.length !== 1 || links[0]?.words === '') throw new AppError('guide.links', { status: 422 });
}

/** Checks what a variant needs for its carrier. @throws guide.* */
export function checkVariant(variant: GuideVariant, options: { miniProgramConnected: boolean }): void {
  if (variant.carrier === 'text') {
    checkGuideText(variant.text);
    return;
  }
  if (variant.title.trim() === '') throw new AppError('guide.title_missing', { status: 422 });
  for (const text of [variant.title, variant.description]) {
    if (
      parseGuideText(text)
        .flat()
        .some((piece) => piece.kind === 'link')
    ) {
      throw new AppError('guide.variable', {
        status: 422,
        data: { name: 'link:', known: guideVariables.map((known) => `{${known}}`).join(' ') },
      });
    }
  }
  // The card's picture is media of the account, which is not uploaded here: it may stay empty.
  const picture = variant.carrier === 'news' || variant.pictureUrl !== '';
  if (picture && !/^https:\/\/[^\s"<>]+$/i.test(variant.pictureUrl)) {
    throw new AppError('guide.picture', { status: 422 });
  }
  if (variant.carrier === 'mini_program_card' && !options.miniProgramConnected) {
    throw new AppError('guide.card_needs_mini_program', { status: 422 });
  }
}

function writeLine(line: GuideLine, values: GuideValues, link: (words: string) => string): string | null {
  const hasLink = line.some((piece) => piece.kind === 'link');
  const hasGap = line.some((piece) => piece.kind === 'value' && (values[piece.name] ?? '') === '');
  if (hasGap && !hasLink) return null;
  return line
    .map((piece) => {
      if (piece.kind === 'text') return safeText(piece.text);
      return piece.kind === 'link' ? link(piece.words) : safeValue(values[piece.name] ?? '');
    })
    .join('');
}

/** Writes the lines out; those that would have a gap are left out. */
export function writeGuideText(
  lines: readonly GuideLine[],
  values: GuideValues,
  link: ChatLink,
  miniProgramAppId: string | null,
): string {
  return lines
    .map((line) => writeLine(line, values, (words) => linkMarkup(words, link, miniProgramAppId)))
    .filter((line) => line !== null)
    .join('\n');
}

/** A title or a description: values alone. */
export function writePlainText(text: string, values: GuideValues): string {
  return parseGuideText(text)
    .map((line) => writeLine(line, values, safeText))
    .filter((line) => line !== null)
    .join('\n');
}
