import { useEffect, useMemo, useRef, useState } from 'react';

import { answerFrame, BridgeRefusal, frameAddress, splitPath, type BridgeHost } from '../core/bridge.ts';
import type { MiniProgramLayer } from '../core/phone.ts';
import { Avatar } from './avatar.tsx';
import { usePhone } from './context.tsx';
import { Icon } from './icons.tsx';
import { LayerPage } from './screen.tsx';

/** After this long without a sign of life the page says what may be wrong; it keeps waiting. */
const slowMs = 8_000;
const largeScale = 1.25;

/** The phone's abilities, bound to one opening of one mini program. */
function useBridgeHost(layer: MiniProgramLayer, onTitle: (title: string) => void): BridgeHost {
  const { actions, nav, store } = usePhone();
  const { appId } = layer;
  return useMemo<BridgeHost>(() => {
    /** Two questions at once would cover each other, as on a phone only the first is asked. */
    function ask<T>(show: (answer: (value: T) => void) => void, call: string): Promise<T> {
      if (store.get().sheet !== null) return Promise.reject(new BridgeRefusal(`${call}:fail busy`));
      return new Promise((resolve) => {
        show((value) => {
          nav.closeSheet();
          resolve(value);
        });
      });
    }
    return {
      launch() {
        const { settings } = store.get();
        return {
          appId,
          ...splitPath(layer.path),
          scene: layer.scene,
          language: settings.language,
          dark: settings.dark,
          fontScale: settings.largeText ? largeScale : 1,
        };
      },
      login: () => actions.login(appId),
      async phone() {
        const phone = await ask<string | null>((answer) => {
          nav.openSheet({ kind: 'phone', appId, answer });
        }, 'getPhoneNumber');
        if (phone === null) throw new BridgeRefusal('getPhoneNumber:fail user deny');
        return actions.phoneCode(appId, phone);
      },
      async scan() {
        const result = await ask<string | null>((answer) => {
          nav.openSheet({ kind: 'scan', answer });
        }, 'scanCode');
        if (result === null) throw new BridgeRefusal('scanCode:fail cancel');
        return { result };
      },
      async subscribe(templateIds) {
        const accepted = await ask<boolean | null>((answer) => {
          nav.openSheet({ kind: 'subscribe', appId, templateIds, answer });
        }, 'requestSubscribeMessage');
        if (accepted === null) throw new BridgeRefusal('requestSubscribeMessage:fail cancel');
        const word = accepted ? ('accept' as const) : ('reject' as const);
        const answers = Object.fromEntries(templateIds.map((id) => [id, word]));
        if (!(await actions.answerSubscribe(appId, answers))) {
          throw new BridgeRefusal('requestSubscribeMessage:fail system error');
        }
        return answers;
      },
      async requestPayment(request) {
        const outcome = await ask<'paid' | 'cancel' | 'fail'>((answer) => {
          nav.openSheet({ kind: 'pay', asked: { request }, answer });
        }, 'requestPayment');
        if (outcome !== 'paid')
          throw new BridgeRefusal(`requestPayment:fail ${outcome}`.replace(/ fail$/, ''));
        return {};
      },
      openProfile(account) {
        nav.openProfile(account);
      },
      close: nav.closeMiniProgram,
      title: onTitle,
    };
  }, [actions, appId, layer.path, layer.scene, nav, onTitle, store]);
}

/** A mini program: its H5 in a frame, under WeChat's title bar and capsule. */
export function MiniProgramPage({ layer, covered }: { layer: MiniProgramLayer; covered: boolean }) {
  const { t, nav, state } = usePhone();
  const account = nav.accountOf(layer.appId);
  const name = account?.name ?? layer.appId;
  const base = account?.h5BaseUrl ?? '';
  const [title, setTitle] = useState('');
  const [ready, setReady] = useState(false);
  const [slow, setSlow] = useState(false);
  const frame = useRef<HTMLIFrameElement>(null);
  const host = useBridgeHost(layer, setTitle);
  const address = base === '' ? null : frameAddress(base, layer.path);
  const origin = address === null ? '' : new URL(address).origin;
  const { language, dark, largeText } = state.settings;
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const hear = (event: MessageEvent) => {
      const window = frame.current?.contentWindow ?? null;
      if (origin === '') return;
      void answerFrame(event, window, origin, host).then((ours) => {
        if (ours) setReady(true);
      });
    };
    window.addEventListener('message', hear);
    return () => {
      window.removeEventListener('message', hear);
    };
  }, [host, origin]);

  // How the phone looks is told at launch only, so a change starts the mini program anew.
  const frameKey = `${layer.opening}:${attempt}:${language}:${String(dark)}:${String(largeText)}`;
  useEffect(() => {
    setReady(false);
    setSlow(false);
    const timer = setTimeout(() => {
      setSlow(true);
    }, slowMs);
    return () => {
      clearTimeout(timer);
    };
  }, [frameKey]);

  const restart = () => {
    setAttempt(attempt + 1);
  };
  return (
    <LayerPage label={t.mini.frame(name)} covered={covered} className="mini">
      <header className="mini-bar">
        <h2 className="mini-title" data-testid="mini-app-title">
          {title === '' ? name : title}
        </h2>
        <div className="capsule">
          <button type="button" aria-label={t.mini.more} onClick={restart} data-testid="mini-app-restart">
            <Icon name="more" />
          </button>
          <button
            type="button"
            aria-label={t.mini.close}
            onClick={nav.closeMiniProgram}
            data-testid="mini-app-close"
          >
            <Icon name="capsuleClose" />
          </button>
        </div>
      </header>
      <div className="mini-body">
        <iframe
          key={frameKey}
          ref={frame}
          {...(address === null ? {} : { src: address })}
          title={t.mini.frame(name)}
          data-testid="mini-app-frame"
          data-app={layer.appId}
          // No top navigation: what runs in the frame may not take the phone away.
          sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-modals allow-downloads"
          referrerPolicy="origin"
          onLoad={() => {
            setReady(true);
          }}
        />
        {!ready && (
          <div className="mini-loading" role="status" data-testid="mini-app-loading">
            <span className="mini-loading-ring">
              <Avatar name={name} kind="mini-program" />
            </span>
            <p>{name}</p>
            {slow ? (
              <>
                <p className="sheet-note">{t.mini.slow}</p>
                <button type="button" className="text-link" onClick={restart}>
                  {t.mini.retry}
                </button>
              </>
            ) : (
              <p className="visually-hidden">{t.mini.loading}</p>
            )}
          </div>
        )}
      </div>
    </LayerPage>
  );
}
