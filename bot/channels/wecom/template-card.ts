interface CardBase {
  readonly title: string;
  readonly description?: string;
  /** Six at most. */
  readonly rows?: readonly { readonly label: string; readonly value: string }[];
  /** Where a tap on the card leads. */
  readonly url: string;
}

/** The two kinds of WeCom card that are used: one tells, one asks (platform.md C4). */
export type TemplateCard =
  | (CardBase & { readonly kind: 'text_notice' })
  | (CardBase & {
      readonly kind: 'button_interaction';
      /** Letters, digits and _-@, 128 at most; unique in the application. */
      readonly taskId: string;
      /** Six at most. */
      readonly buttons: readonly {
        readonly key: string;
        readonly text: string;
        /** 1 blue, 2 red, 3 grey, 4 outlined (U: numbers as the examples have them). */
        readonly style?: 1 | 2 | 3 | 4;
      }[];
    });

const mostRows = 6;
const mostButtons = 6;

/** @throws RangeError where there is more than the platform takes: it would refuse the whole card */
export function cardBody(card: TemplateCard): object {
  const rows = card.rows ?? [];
  if (rows.length > mostRows) throw new RangeError(`A card has ${mostRows} rows at most`);
  const base = {
    card_type: card.kind,
    main_title: {
      title: card.title,
      ...(card.description === undefined ? {} : { desc: card.description }),
    },
    ...(rows.length === 0
      ? {}
      : { horizontal_content_list: rows.map(({ label, value }) => ({ keyname: label, value })) }),
    card_action: { type: 1, url: card.url },
  };
  if (card.kind === 'text_notice') return base;
  if (card.buttons.length === 0 || card.buttons.length > mostButtons) {
    throw new RangeError(`A card has 1 to ${mostButtons} buttons`);
  }
  if (!/^[0-9A-Za-z_@-]{1,128}$/.test(card.taskId)) {
    throw new RangeError('A task id has 1 to 128 letters, digits or _-@');
  }
  const buttons = card.buttons.map(({ key, text, style }) => ({ text, style: style ?? 1, key }));
  return { ...base, task_id: card.taskId, button_list: buttons };
}
