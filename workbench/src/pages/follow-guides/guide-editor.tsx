import { App, Button, Segmented, Switch } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import {
  guidesKey,
  listGuides,
  patchGuide,
  restorePreset,
  type FollowGuideRow,
  type GuidePatch,
  type GuideVariant,
  type GuideVariantName,
} from '../../features/messaging/api.ts';
import { ChatPreview } from '../../features/messaging/chat-preview.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ConflictNotice } from '../../shared/ui/conflict-notice.tsx';
import { Panel } from '../../shared/ui/page.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useLeaveGuard } from '../../shared/ui/use-leave-guard.ts';
import { useVersionedSave } from '../../shared/ui/use-versioned-save.ts';
import { usePreview } from './use-preview.ts';
import { VariantFields } from './variant-fields.tsx';
import './guide-editor.css';

const variants: readonly GuideVariantName[] = ['unbound', 'bound'];

/** Both variants of one account's guide, with the chat beside them as it will look. */
export function GuideEditor(props: { guide: FollowGuideRow }) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { guide } = props;
  const [variant, setVariant] = useState<GuideVariantName>('unbound');
  const [drafts, setDrafts] = useState({ unbound: guide.unbound, bound: guide.bound });
  /** What the drafts were made from; a refresh in the background does not touch what is being typed. */
  const [base, setBase] = useState(guide);
  const changed = variants.filter((name) => !same(drafts[name], base[name]));
  const unsaved = changed.length > 0;
  useLeaveGuard(unsaved);

  const take = (fresh: FollowGuideRow) => {
    setBase(fresh);
    setDrafts({ unbound: fresh.unbound, bound: fresh.bound });
    queries.setQueryData<readonly FollowGuideRow[]>(guidesKey, (before) =>
      before?.map((one) => (one.id === fresh.id ? fresh : one)),
    );
  };
  useEffect(() => {
    if (!unsaved && guide.version > base.version) {
      setBase(guide);
      setDrafts({ unbound: guide.unbound, bound: guide.bound });
    }
  }, [guide, base, unsaved]);

  const save = useVersionedSave<FollowGuideRow, GuidePatch>({
    version: base.version,
    save: (patch, version, key) => patchGuide(guide.id, patch, version, key),
    reload: async () => (await listGuides()).find((one) => one.id === guide.id) ?? guide,
    onSaved: (saved) => {
      take(saved);
      void message.success(t('common.saved'));
    },
    onTakeTheirs: take,
  });
  const toggle = useWrite((enabled: boolean, key) => patchGuide(guide.id, { enabled }, base.version, key), {
    onDone: (saved) => {
      // Only the switch was saved: what is typed stays.
      setBase(saved);
      queries.setQueryData<readonly FollowGuideRow[]>(guidesKey, (before) =>
        before?.map((one) => (one.id === saved.id ? saved : one)),
      );
      void message.success(t(saved.enabled ? 'guides.enabled_done' : 'guides.disabled_done'));
    },
  });
  const restore = useWrite((name: GuideVariantName, key) => restorePreset(guide.id, name, key), {
    onDone: (saved, name) => {
      setBase(saved);
      setDrafts((before) => ({ ...before, [name]: saved[name] }));
      queries.setQueryData<readonly FollowGuideRow[]>(guidesKey, (before) =>
        before?.map((one) => (one.id === saved.id ? saved : one)),
      );
      void message.success(t('guides.restored'));
    },
  });
  const draft = drafts[variant];
  const preview = usePreview(guide.id, variant, draft);
  const describe = (content: GuideVariant) =>
    content.carrier === 'text'
      ? content.text
      : `${t(`guides.carrier.${content.carrier}`)}\n${content.title}\n${content.description}\n${content.pictureUrl}`;

  const submit = () => {
    const patch: GuidePatch = {
      ...(changed.includes('unbound') ? { unbound: drafts.unbound } : {}),
      ...(changed.includes('bound') ? { bound: drafts.bound } : {}),
    };
    void save.submit(patch);
  };

  return (
    <>
      <Panel>
        <div className="hl-guide-switch">
          <div>
            <strong>{guide.channelAccountName}</strong>
            <p className="hl-muted">{t(base.enabled ? 'guides.on_hint' : 'guides.off_hint')}</p>
          </div>
          <Switch
            checked={base.enabled}
            loading={toggle.isPending}
            aria-label={t('guides.enabled')}
            checkedChildren={t('common.on')}
            unCheckedChildren={t('common.off')}
            onChange={(enabled) => toggle.mutate(enabled)}
          />
        </div>
      </Panel>
      <div className="hl-guide">
        <Panel>
          <Segmented<GuideVariantName>
            block
            aria-label={t('guides.variant')}
            value={variant}
            onChange={setVariant}
            options={variants.map((name) => ({
              value: name,
              label: `${t(`guides.variant.${name}`)}${changed.includes(name) ? ' •' : ''}`,
            }))}
          />
          <p className="hl-muted hl-guide-when">{t(`guides.when.${variant}`)}</p>
          <VariantFields
            key={variant}
            content={draft}
            blocked={base.carrierBlocked}
            onChange={(content) => setDrafts((before) => ({ ...before, [variant]: content }))}
          />
          {save.conflict === null ? null : (
            <ConflictNotice
              pending={save.pending}
              onOverwrite={() => void save.overwrite()}
              onTakeTheirs={save.takeTheirs}
              differences={variants.map((name) => ({
                label: t(`guides.variant.${name}`),
                mine: describe(drafts[name]),
                theirs: save.conflict === null ? '' : describe(save.conflict[name]),
              }))}
            />
          )}
          <ErrorNotice error={save.error} />
          <div className="hl-form-actions hl-row">
            <Button type="primary" disabled={!unsaved} loading={save.pending} onClick={submit}>
              {t('common.save')}
            </Button>
            <Button
              loading={restore.isPending}
              onClick={() =>
                ask({
                  title: t('guides.restore_title', { variant: t(`guides.variant.${variant}`) }),
                  consequence: t('guides.restore_consequence'),
                  verb: t('guides.restore'),
                  danger: true,
                  work: () => restore.mutateAsync(variant),
                })
              }
            >
              {t('guides.restore')}
            </Button>
            {unsaved ? <span className="hl-muted">{t('common.unsaved')}</span> : null}
          </div>
        </Panel>
        <div className="hl-guide-preview">
          <ChatPreview preview={preview.shown} accountName={guide.channelAccountName} />
          <p className="hl-muted">
            {preview.problem ??
              (preview.shown === null
                ? t('guides.preview_wait')
                : t(`guides.leaves_as.${preview.shown.leavesAs}`))}
          </p>
        </div>
      </div>
    </>
  );
}

function same(left: GuideVariant, right: GuideVariant): boolean {
  return (
    left.carrier === right.carrier &&
    left.text === right.text &&
    left.title === right.title &&
    left.description === right.description &&
    left.pictureUrl === right.pictureUrl
  );
}
