import { useState } from 'react';

import type { Sheet } from '../core/phone.ts';
import { Avatar } from './avatar.tsx';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { SheetFrame } from './sheet.tsx';

/** 154****0002, as WeChat shows a number that is not given yet. */
export function maskPhone(phone: string): string {
  return phone.length < 8 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`;
}

function Asker({ appId, asks }: { appId: string; asks: string }) {
  const { nav } = usePhone();
  const name = nav.accountOf(appId)?.name ?? appId;
  return (
    <p className="asker">
      <Avatar name={name} kind="mini-program" />
      <strong>{name}</strong> {asks}
    </p>
  );
}

/** WeChat's question whether a mini program may have one's phone number. */
export function PhoneSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'phone' }> }) {
  const { state, t } = usePhone();
  const phones = state.world?.people.find((person) => person.id === state.settings.personId)?.phones ?? [];
  const [chosen, setChosen] = useState(phones[0] ?? '');
  const [others, setOthers] = useState(false);
  const shown = others ? phones : phones.slice(0, 1);
  return (
    <SheetFrame
      label={t.phoneSheet.title}
      testId="phone-sheet"
      onDismiss={() => {
        sheet.answer(null);
      }}
    >
      <Asker appId={sheet.appId} asks={t.phoneSheet.apply} />
      <h3 className="sheet-title">{t.phoneSheet.title}</h3>
      <p className="sheet-note">{t.phoneSheet.purpose}</p>
      <div className="options" role="radiogroup" aria-label={t.phoneSheet.title}>
        {shown.map((phone, index) => (
          <button
            key={phone}
            type="button"
            className="option"
            role="radio"
            aria-checked={chosen === phone}
            data-testid="phone-option"
            data-phone={phone}
            onClick={() => {
              setChosen(phone);
            }}
          >
            <span>
              <strong>{maskPhone(phone)}</strong>
              <small>{index === 0 ? t.phoneSheet.bound : t.phoneSheet.another}</small>
            </span>
            {chosen === phone && <Icon name="check" className="option-check" />}
          </button>
        ))}
      </div>
      {!others && phones.length > 1 && (
        <button
          type="button"
          className="text-link sheet-link"
          data-testid="phone-sheet-other"
          onClick={() => {
            setOthers(true);
          }}
        >
          {t.phoneSheet.other}
        </button>
      )}
      <div className="sheet-buttons">
        <button
          type="button"
          className="button button-grey"
          data-testid="phone-sheet-deny"
          onClick={() => {
            sheet.answer(null);
          }}
        >
          {t.phoneSheet.deny}
        </button>
        <button
          type="button"
          className="button button-primary"
          data-testid="phone-sheet-allow"
          disabled={chosen === ''}
          onClick={() => {
            sheet.answer(chosen);
          }}
        >
          {t.phoneSheet.allow}
        </button>
      </div>
    </SheetFrame>
  );
}

/** WeChat's question whether a mini program may send its subscribe messages. */
export function SubscribeSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'subscribe' }> }) {
  const { t, nav } = usePhone();
  const templates = nav.accountOf(sheet.appId)?.templates ?? [];
  return (
    <SheetFrame
      label={t.subscribeSheet.title}
      testId="subscribe-sheet"
      onDismiss={() => {
        sheet.answer(null);
      }}
    >
      <Asker appId={sheet.appId} asks={t.subscribeSheet.title} />
      <ul className="options">
        {sheet.templateIds.map((id) => (
          <li key={id} className="option">
            <span>
              <strong>
                {templates.find((template) => template.templateId === id)?.title ?? t.subscribeSheet.unnamed}
              </strong>
              <small>{t.subscribeSheet.note}</small>
            </span>
            <Icon name="check" className="option-check" />
          </li>
        ))}
      </ul>
      <div className="sheet-buttons">
        <button
          type="button"
          className="button button-grey"
          data-testid="subscribe-sheet-deny"
          onClick={() => {
            sheet.answer(false);
          }}
        >
          {t.subscribeSheet.deny}
        </button>
        <button
          type="button"
          className="button button-primary"
          data-testid="subscribe-sheet-allow"
          onClick={() => {
            sheet.answer(true);
          }}
        >
          {t.subscribeSheet.allow}
        </button>
      </div>
    </SheetFrame>
  );
}

export function ConfirmSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'confirm' }> }) {
  const { t } = usePhone();
  return (
    <SheetFrame
      label={sheet.title}
      testId="confirm-sheet"
      onDismiss={() => {
        sheet.answer(false);
      }}
    >
      <h3 className="sheet-title">{sheet.title}</h3>
      <p className="sheet-note">{sheet.text}</p>
      <div className="sheet-buttons">
        <button
          type="button"
          className="button button-grey"
          data-testid="confirm-no"
          onClick={() => {
            sheet.answer(false);
          }}
        >
          {t.cancel}
        </button>
        <button
          type="button"
          className="button button-danger"
          data-testid="confirm-yes"
          onClick={() => {
            sheet.answer(true);
          }}
        >
          {sheet.yes}
        </button>
      </div>
    </SheetFrame>
  );
}
