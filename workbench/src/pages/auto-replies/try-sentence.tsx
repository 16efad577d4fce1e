import { Button, Input } from 'antd';
import { useState } from 'react';

import { trySentence, type AutoReplyRow, type TriedAutoReply } from '../../features/auto-replies/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Panel } from '../../shared/ui/page.tsx';

/** Which rule would answer a sentence; nothing is sent. */
export function TrySentence() {
  const t = useText();
  const [sentence, setSentence] = useState('');
  const [tried, setTried] = useState<TriedAutoReply | null>(null);
  const attempt = useWrite(trySentence, { onDone: setTried });
  const submit = () => {
    if (sentence.trim() !== '') attempt.mutate(sentence.trim());
  };
  return (
    <Panel>
      <div className="hl-reply-field">
        <label htmlFor="try-sentence">{t('replies.try')}</label>
        <div className="hl-reply-try">
          <Input
            id="try-sentence"
            value={sentence}
            maxLength={600}
            allowClear
            placeholder={t('replies.try_placeholder')}
            onChange={(event) => {
              setSentence(event.target.value);
              setTried(null);
            }}
            onPressEnter={submit}
          />
          <Button disabled={sentence.trim() === ''} loading={attempt.isPending} onClick={submit}>
            {t('replies.try_verb')}
          </Button>
        </div>
      </div>
      <div role="status">{tried === null ? null : <Outcome tried={tried} />}</div>
    </Panel>
  );
}

function Outcome({ tried }: { tried: TriedAutoReply }) {
  const t = useText();
  const { own, others } = tried;
  if (tried.reserved) return <p className="hl-reply-outcome">{t('replies.try_reserved')}</p>;
  if (own === null && others === null) return <p className="hl-reply-outcome">{t('replies.try_none')}</p>;
  if (own?.id === others?.id) return <Answer label={t('replies.try_everybody')} rule={own} />;
  return (
    <>
      <Answer label={t('replies.try_own')} rule={own} />
      <Answer label={t('replies.try_others')} rule={others} />
    </>
  );
}

function Answer(props: { label: string; rule: AutoReplyRow | null }) {
  const t = useText();
  const { rule } = props;
  return (
    <div className="hl-reply-outcome">
      <p className="hl-muted">
        {props.label}
        {rule === null ? null : ` · ${t('replies.try_rule', { words: rule.words })}`}
      </p>
      {rule === null ? (
        <p>{t('replies.try_none')}</p>
      ) : (
        rule.replies.map((text, index) => (
          <p key={`${index} ${text}`} className="hl-reply-bubble">
            {text}
          </p>
        ))
      )}
    </div>
  );
}
