import { useEffect, useId, useState } from 'react';

import type { Sheet } from '../core/phone.ts';
import { usePhone } from './context.tsx';
import { accountCodePicture, accountCodeText } from './account-code.ts';
import { yuan } from './pay-sheet.tsx';
import { SheetFrame } from './sheet.tsx';

interface Code {
  readonly key: string;
  readonly name: string;
  readonly note: string;
  readonly picture: string;
  /** What the code says, as a mini program that scans gets it. */
  readonly text: string;
  scan(): Promise<boolean>;
}

/** The codes that this phone could be held over; tapping one is scanning it. */
function useCodes(): { accounts: Code[]; parametric: Code[] } {
  const { state, t, actions, now } = usePhone();
  const person = state.world?.people.find((candidate) => candidate.id === state.settings.personId);
  const following = person?.following ?? [];
  const accounts: Code[] = [];
  const parametric: Code[] = [];
  for (const account of state.world?.accounts ?? []) {
    if (account.kind !== 'official-account') continue;
    accounts.push({
      key: account.id,
      name: account.name,
      note: account.accountType === 'subscription' ? t.accounts.subscription : t.accounts.service,
      picture: accountCodePicture(account.id),
      text: accountCodeText(account.id),
      scan: () => (following.includes(account.id) ? Promise.resolve(true) : actions.follow(account.id)),
    });
    for (const code of account.qrcodes ?? []) {
      if (typeof code.expiresAt === 'number' && code.expiresAt < now) continue;
      parametric.push({
        key: code.ticket,
        name: account.name,
        note: t.scan.scene(String(code.scene ?? '')),
        picture: `/mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(code.ticket)}`,
        text: code.url ?? code.ticket,
        scan: async () => (await actions.scan({ ticket: code.ticket })) !== null,
      });
    }
  }
  return { accounts, parametric: parametric.toReversed() };
}

/** 扫一扫. With `answer` it was opened by a mini program, which gets the text of the code. */
export function ScanSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'scan' }> }) {
  const { t, nav, state } = usePhone();
  const codes = useCodes();
  const [typed, setTyped] = useState('');
  const typedId = useId();
  const { answer } = sheet;

  function dismiss(): void {
    if (answer === null) nav.closeSheet();
    else answer(null);
  }

  async function scanCode(code: Code, account: string | null): Promise<void> {
    if (answer !== null) {
      answer(code.text);
      return;
    }
    nav.closeSheet();
    const done = code.scan();
    if (account !== null) nav.openChat(account);
    await done;
  }

  function scanTyped(): void {
    const text = typed.trim();
    if (text === '') return;
    if (answer !== null) {
      answer(text);
      return;
    }
    const known = [...codes.accounts, ...codes.parametric].find(
      (code) => code.text === text || code.key === text,
    );
    if (known === undefined) void nav.openScanned(text);
    else void scanCode(known, accountOf(known));
  }

  function accountOf(code: Code): string | null {
    const owner = state.world?.accounts.find(
      (account) => account.id === code.key || (account.qrcodes ?? []).some((one) => one.ticket === code.key),
    );
    return owner?.id ?? null;
  }

  const grid = (list: readonly Code[]) => (
    <div className="codes">
      {list.map((code) => (
        <button
          key={code.key}
          type="button"
          className="code"
          data-testid="scan-code"
          data-code={code.key}
          onClick={() => void scanCode(code, accountOf(code))}
        >
          <img src={code.picture} alt="" width="112" height="112" loading="lazy" />
          <span className="code-name">{code.name}</span>
          <span className="code-note">{code.note}</span>
        </button>
      ))}
    </div>
  );

  return (
    <SheetFrame label={t.scan.title} className="sheet-tall" testId="scan-sheet" onDismiss={dismiss}>
      <div className="sheet-head">
        <div>
          <h3 className="sheet-title">{t.scan.title}</h3>
          <p className="sheet-note">{t.scan.hint}</p>
        </div>
        <button type="button" className="text-link" onClick={dismiss} data-testid="scan-close">
          {t.close}
        </button>
      </div>
      <div className="sheet-scroll">
        <form
          className="scan-typed"
          onSubmit={(event) => {
            event.preventDefault();
            scanTyped();
          }}
        >
          <label htmlFor={typedId}>{t.scan.typedLabel}</label>
          <div className="scan-typed-line">
            <input
              id={typedId}
              data-testid="scan-input"
              value={typed}
              placeholder={t.scan.typedPlaceholder}
              maxLength={2000}
              autoComplete="off"
              onChange={(event) => {
                setTyped(event.target.value);
              }}
            />
            <button
              type="submit"
              className="button button-primary"
              data-testid="scan-typed"
              disabled={typed.trim() === ''}
            >
              {t.scan.typedScan}
            </button>
          </div>
        </form>
        {answer === null && <PayCodes />}
        <h4 className="codes-title">{t.scan.accountCode}</h4>
        {grid(codes.accounts)}
        <h4 className="codes-title">{t.scan.parametric}</h4>
        {codes.parametric.length === 0 ? (
          <p className="sheet-note">{t.scan.parametricHint}</p>
        ) : (
          grid(codes.parametric)
        )}
      </div>
    </SheetFrame>
  );
}

/** Native codes that wait to be paid, as they may stand on a screen somewhere. */
function PayCodes() {
  const { t, actions, nav } = usePhone();
  const [codes, setCodes] = useState<{ codeUrl: string; outTradeNo: string; name: string; fen: number }[]>(
    [],
  );
  useEffect(() => {
    let shown = true;
    actions.unpaidCodes().then(
      ({ items }) => {
        if (!shown) return;
        setCodes(
          items.flatMap(({ codeUrl, outTradeNo, description, totalFen, state }) =>
            codeUrl === null || state !== 'NOTPAY'
              ? []
              : [{ codeUrl, outTradeNo, name: description, fen: totalFen }],
          ),
        );
      },
      () => undefined,
    );
    return () => {
      shown = false;
    };
  }, [actions]);
  if (codes.length === 0) return null;
  return (
    <>
      <h4 className="codes-title">{t.scan.payCodes}</h4>
      <div className="codes">
        {codes.slice(0, 8).map((code) => (
          <button
            key={code.outTradeNo}
            type="button"
            className="code"
            data-testid="scan-pay-code"
            data-code={code.outTradeNo}
            onClick={() => void nav.openScanned(code.codeUrl)}
          >
            <img
              src={`/control/qrcode?text=${encodeURIComponent(code.codeUrl)}`}
              alt=""
              width="112"
              height="112"
              loading="lazy"
            />
            <span className="code-name">{code.name}</span>
            <span className="code-note">{yuan(code.fen)}</span>
          </button>
        ))}
      </div>
    </>
  );
}

/** What a code said that is neither a web address nor known to the sandbox. */
export function ScannedTextSheet({ sheet }: { sheet: Extract<Sheet, { kind: 'scanned-text' }> }) {
  const { t, nav, actions } = usePhone();
  return (
    <SheetFrame label={t.scan.result} onDismiss={nav.closeSheet} testId="scanned-text">
      <h3 className="sheet-title">{t.scan.result}</h3>
      <p className="scanned-text">{sheet.text}</p>
      <div className="sheet-buttons">
        <button
          type="button"
          className="button button-grey"
          onClick={() => {
            void navigator.clipboard.writeText(sheet.text).then(
              () => {
                actions.toast(t.scan.copied);
              },
              () => {
                actions.toast(t.errors.refused);
              },
            );
          }}
        >
          {t.scan.copy}
        </button>
        <button type="button" className="button button-primary" onClick={nav.closeSheet}>
          {t.close}
        </button>
      </div>
    </SheetFrame>
  );
}
