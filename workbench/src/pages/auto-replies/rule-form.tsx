import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Drawer, Input, Radio, Select, Switch } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import {
  autoRepliesKey,
  autoReplyKinds,
  autoReplyPatterns,
  changeRule,
  createRule,
  fetchRule,
  mostReplies,
  type AutoReplyRow,
  type RuleInput,
} from '../../features/auto-replies/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useLeaveGuard } from '../../shared/ui/use-leave-guard.ts';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';

/** What WeChat takes in one message. */
const mostBytes = 2_048;
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** A text with a key of its own, so that what is deleted between others takes nothing along. */
interface ReplyDraft {
  readonly key: number;
  readonly text: string;
}
type Draft = Omit<RuleInput, 'replies'> & { readonly replies: readonly ReplyDraft[] };

const fresh: RuleInput = {
  ...{ kind: 'private', words: '', pattern: 'contains_any', replies: [''] },
  ...{ enabled: true, channelAccountIds: [] },
};
const inputOf = ({ kind, words, pattern, replies, enabled, channelAccountIds }: RuleInput): RuleInput => ({
  ...{ kind, words, pattern, replies, enabled, channelAccountIds },
});
const draftOf = (rule: RuleInput): Draft => ({
  ...inputOf(rule),
  replies: rule.replies.map((text, key) => ({ key, text })),
});

/** A new rule, or one that changes: the same form (row 302). */
export function RuleForm(props: {
  row: AutoReplyRow | null;
  accounts: readonly { readonly id: string; readonly name: string }[];
  onClose: () => void;
}) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [base, setBase] = useState(props.row);
  const [draft, setDraft] = useState<Draft>(() => draftOf(props.row ?? fresh));
  const [tried, setTried] = useState(false);
  const wish: RuleInput = {
    ...draft,
    words: draft.words.trim(),
    replies: draft.replies.map(({ text }) => text.trim()),
  };
  const [saved, setSaved] = useState(false);
  useLeaveGuard(!saved && JSON.stringify(inputOf(wish)) !== JSON.stringify(inputOf(base ?? fresh)));

  const done = () => {
    setSaved(true);
    void message.success(t('replies.saved'));
    void queries.invalidateQueries({ queryKey: autoRepliesKey });
    props.onClose();
  };
  const create = useWrite(createRule, { failure: 'inline', onDone: done });
  const change = useVersionedSave<AutoReplyRow, RuleInput>({
    version: base?.version ?? 0,
    save: (body, version, key) => changeRule(base?.id ?? '', body, version, key),
    reload: () => fetchRule(base?.id ?? ''),
    onSaved: done,
    onTakeTheirs: (theirs) => {
      setBase(theirs);
      setDraft(draftOf(theirs));
      void queries.invalidateQueries({ queryKey: autoRepliesKey });
    },
  });
  const { conflict } = change;
  const pending = create.isPending || change.pending;
  const error = create.isError ? create.error : change.error;
  const top = useRef<HTMLDivElement>(null);
  /** A refusal stands above what was typed: it is shown, however far one has scrolled. */
  const refused = conflict !== null || error !== null;
  useEffect(() => {
    if (refused && !pending) top.current?.scrollIntoView({ block: 'start' });
  }, [refused, pending]);
  const set = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    if (create.isError) create.reset();
  };
  const submit = () => {
    setTried(true);
    const fits = wish.replies.every((text) => text !== '' && bytesOf(text) <= mostBytes);
    if (wish.words === '' || !fits || pending) return;
    if (base === null) create.mutate(inputOf(wish));
    else void change.submit(inputOf(wish));
  };
  const setReply = (key: number, text: string) =>
    set({ replies: draft.replies.map((one) => (one.key === key ? { key, text } : one)) });

  return (
    <Drawer
      open
      onClose={props.onClose}
      title={t(base === null ? 'replies.add' : 'replies.edit_title')}
      width={600}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '92%' } : {})}
      footer={
        <div className="hl-row">
          <Button type="primary" loading={pending} onClick={submit}>
            {t('common.save')}
          </Button>
          <Button onClick={props.onClose}>{t('common.cancel')}</Button>
        </div>
      }
    >
      <div className="hl-stack" ref={top}>
        {conflict === null ? null : (
          <ConflictNotice
            pending={pending}
            onOverwrite={() => void change.overwrite()}
            onTakeTheirs={change.takeTheirs}
            differences={[
              {
                label: t('replies.kind'),
                mine: t(`replies.kind.${wish.kind}`),
                theirs: t(`replies.kind.${conflict.kind}`),
              },
              { label: t('replies.words'), mine: wish.words, theirs: conflict.words },
              {
                label: t('replies.pattern'),
                mine: t(`replies.pattern.${wish.pattern}`),
                theirs: t(`replies.pattern.${conflict.pattern}`),
              },
              {
                label: t('replies.contents'),
                mine: wish.replies.join('\n\n'),
                theirs: conflict.replies.join('\n\n'),
              },
              {
                label: t('replies.enabled'),
                mine: t(wish.enabled ? 'common.on' : 'common.off'),
                theirs: t(conflict.enabled ? 'common.on' : 'common.off'),
              },
            ]}
          />
        )}
        <ErrorNotice error={error} />
        <div className="hl-reply-field">
          <span id="rule-kind">{t('replies.kind')}</span>
          <Radio.Group
            aria-labelledby="rule-kind"
            value={draft.kind}
            options={autoReplyKinds.map((value) => ({ value, label: t(`replies.kind.${value}`) }))}
            onChange={(event) => set({ kind: event.target.value })}
          />
          <small className="hl-muted">{t(`replies.kind_hint.${draft.kind}`)}</small>
        </div>
        <div className="hl-reply-field">
          <label htmlFor="rule-words">{t('replies.words')}</label>
          <Input.TextArea
            id="rule-words"
            value={draft.words}
            autoSize={{ minRows: 1, maxRows: 5 }}
            maxLength={1_100}
            {...(tried && wish.words === '' ? { status: 'error' as const } : {})}
            placeholder={t(`replies.words_example.${draft.pattern}`)}
            onChange={(event) => set({ words: event.target.value })}
          />
          {tried && wish.words === '' ? (
            <small className="hl-tone-bad" role="alert">
              {t('replies.words_missing')}
            </small>
          ) : null}
        </div>
        <div className="hl-reply-field">
          <span id="rule-pattern">{t('replies.pattern')}</span>
          <Radio.Group
            className="hl-reply-patterns"
            aria-labelledby="rule-pattern"
            value={draft.pattern}
            options={autoReplyPatterns.map((value) => ({ value, label: t(`replies.pattern.${value}`) }))}
            onChange={(event) => set({ pattern: event.target.value })}
          />
          <small className="hl-muted">{t(`replies.pattern_hint.${draft.pattern}`)}</small>
        </div>
        <div className="hl-reply-field">
          <span>{t('replies.contents')}</span>
          {draft.replies.map(({ key, text }, index) => {
            const bytes = bytesOf(text.trim());
            const problem =
              bytes > mostBytes
                ? t('replies.too_long', { bytes, most: mostBytes })
                : tried && bytes === 0
                  ? t('replies.reply_missing')
                  : null;
            return (
              <div key={key} className="hl-reply-text">
                <div>
                  <Input.TextArea
                    aria-label={t('replies.reply', { number: index + 1 })}
                    value={text}
                    autoSize={{ minRows: 2, maxRows: 8 }}
                    {...(problem === null ? {} : { status: 'error' as const })}
                    onChange={(event) => setReply(key, event.target.value)}
                  />
                  {problem === null ? null : (
                    <small className="hl-tone-bad" role="alert">
                      {problem}
                    </small>
                  )}
                </div>
                <Button
                  icon={<DeleteOutlined />}
                  aria-label={t('replies.remove_reply', { number: index + 1 })}
                  title={t('replies.remove_reply', { number: index + 1 })}
                  disabled={draft.replies.length === 1}
                  onClick={() => set({ replies: draft.replies.filter((one) => one.key !== key) })}
                />
              </div>
            );
          })}
          <Button
            icon={<PlusOutlined />}
            className="hl-reply-add"
            disabled={draft.replies.length >= mostReplies}
            onClick={() => {
              const key = Math.max(...draft.replies.map((one) => one.key)) + 1;
              set({ replies: [...draft.replies, { key, text: '' }] });
            }}
          >
            {t('replies.add_reply')}
          </Button>
          <small className="hl-muted">{t('replies.contents_hint', { most: mostReplies })}</small>
        </div>
        <div className="hl-reply-field">
          <label htmlFor="rule-accounts">{t('replies.accounts')}</label>
          <Select
            id="rule-accounts"
            className="hl-reply-wide"
            mode="multiple"
            value={[...draft.channelAccountIds]}
            placeholder={t('replies.all_accounts')}
            options={[
              ...props.accounts.map(({ id, name }) => ({ value: id, label: name })),
              ...draft.channelAccountIds
                .filter((id) => props.accounts.every((one) => one.id !== id))
                .map((id) => ({ value: id, label: t('replies.account_gone') })),
            ]}
            onChange={(ids: string[]) => set({ channelAccountIds: ids })}
          />
        </div>
        <div className="hl-row">
          <Switch
            id="rule-enabled"
            checked={draft.enabled}
            onChange={(enabled: boolean) => set({ enabled })}
          />
          <label htmlFor="rule-enabled">{t('replies.enabled')}</label>
        </div>
      </div>
    </Drawer>
  );
}
