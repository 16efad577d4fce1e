import { useEffect, useRef, useState } from 'react';

import { ControlError } from '../core/client.ts';
import type { Sheet } from '../core/phone.ts';
import type { PayPage } from '../core/schema.ts';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { SheetFrame } from './sheet.tsx';

export function yuan(fen: number): string {
  return `¥${(fen / 100).toFixed(2)}`;
}

type Step =
  | { readonly at: 'opening' }
  | { readonly at: 'page' | 'paying' | 'paid'; readonly page: PayPage }
  | { readonly at: 'stopped'; readonly code: string };

/** WeChat's pay page: who is paid, for what and how much; then that it is done, or why it cannot be. */
export function PaySheet({ sheet }: { sheet: Extract<Sheet, { kind: 'pay' }> }) {
  const { t, actions, nav } = usePhone();
  const [step, setStep] = useState<Step>({ at: 'opening' });
  const { asked, answer } = sheet;
  const shown = useRef(true);

  const stop = (error: unknown) => {
    if (shown.current) setStep({ at: 'stopped', code: error instanceof ControlError ? error.code : '' });
  };
  useEffect(() => {
    shown.current = true;
    actions.openPayment(asked).then((page) => {
      if (shown.current) setStep({ at: 'page', page });
    }, stop);
    return () => {
      shown.current = false;
    };
  }, [actions, asked]);

  function close(): void {
    const outcome = step.at === 'paid' ? 'paid' : step.at === 'stopped' ? 'fail' : 'cancel';
    // What is being paid cannot be taken back.
    if (step.at === 'paying') return;
    if (answer === null) nav.closeSheet();
    else answer(outcome);
  }

  function pay(page: PayPage): void {
    setStep({ at: 'paying', page });
    actions.pay(asked).then(() => {
      if (shown.current) setStep({ at: 'paid', page });
    }, stop);
  }

  return (
    <SheetFrame label={t.pay.title} className="sheet-tall pay" testId="pay-sheet" onDismiss={close}>
      {step.at === 'opening' && (
        <p className="pay-wait" role="status">
          {t.pay.opening}
        </p>
      )}
      {(step.at === 'page' || step.at === 'paying') && (
        <>
          <div className="pay-body">
            <p className="pay-to" data-testid="pay-merchant">
              {t.pay.payTo(step.page.merchantName)}
            </p>
            <p className="pay-amount" data-testid="pay-amount">
              {yuan(step.page.totalFen)}
            </p>
            <p className="pay-what" data-testid="pay-description">
              {step.page.description}
            </p>
          </div>
          <div className="pay-buttons">
            <button
              type="button"
              className="button button-primary"
              data-testid="pay-now"
              disabled={step.at === 'paying'}
              onClick={() => {
                pay(step.page);
              }}
            >
              {step.at === 'paying' ? t.pay.paying : t.pay.now}
            </button>
            <button
              type="button"
              className="button button-grey"
              data-testid="pay-cancel"
              disabled={step.at === 'paying'}
              onClick={close}
            >
              {t.cancel}
            </button>
          </div>
        </>
      )}
      {step.at === 'paid' && (
        <>
          <div className="pay-body" role="status">
            <Icon name="check" className="pay-check" />
            <p className="pay-success" data-testid="pay-success">
              {t.pay.success}
            </p>
            <p className="pay-amount">{yuan(step.page.totalFen)}</p>
            <p className="pay-what">{step.page.merchantName}</p>
          </div>
          <div className="pay-buttons">
            <button type="button" className="button button-grey" data-testid="pay-done" onClick={close}>
              {t.pay.done}
            </button>
          </div>
        </>
      )}
      {step.at === 'stopped' && (
        <>
          <div className="pay-body" role="alert">
            <h3 className="sheet-title">{t.pay.stopped}</h3>
            <p className="pay-what" data-testid="pay-stopped" data-code={step.code}>
              {stopText(t.pay.stops, step.code) ?? t.errors.unreachable}
            </p>
          </div>
          <div className="pay-buttons">
            <button type="button" className="button button-grey" data-testid="pay-done" onClick={close}>
              {t.close}
            </button>
          </div>
        </>
      )}
    </SheetFrame>
  );
}

function stopText(stops: Readonly<Record<string, string>>, code: string): string | undefined {
  return Object.hasOwn(stops, code) ? stops[code] : undefined;
}
