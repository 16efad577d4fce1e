import { Button, Checkbox, Drawer, Radio, Space } from 'antd';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import {
  dryRun,
  listTargets,
  packagesKey,
  pushesKey,
  pushPackage,
  type ConfigPackageRow,
  type OnEdited,
  type PushInput,
} from '../../features/packages/api.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { ErrorNotice } from '../../shared/ui/states.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useIsPhone } from '../../shared/ui/use-media.ts';
import { Changes, countOf } from './changes.tsx';

const tones = { change: 'wait', no_change: 'off', failed: 'bad' } as const;

/** Choose, try, and then push what was looked at: another choice is tried anew. */
export function PushDrawer(props: {
  row: ConfigPackageRow;
  onClose: () => void;
  onPushed: (pushId: string) => void;
}) {
  const t = useText();
  const phone = useIsPhone();
  const queries = useQueryClient();
  const { row } = props;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [onEdited, setOnEdited] = useState<OnEdited>('overwrite');
  const targets = useQuery({
    queryKey: [...packagesKey, 'targets'],
    queryFn: ({ signal }) => listTargets(signal),
  });
  const all = targets.data?.items ?? [];
  const input: PushInput = { revision: row.revision, connectionIds: chosen, onEdited };
  const look = useWrite((wish: PushInput, key) => dryRun(row.id, wish, key), { failure: 'inline' });
  const push = useWrite((wish: PushInput, key) => pushPackage(row.id, wish, key), {
    failure: 'inline',
    onDone: ({ id }) => {
      void queries.invalidateQueries({ queryKey: pushesKey });
      props.onPushed(id);
    },
  });
  const choose = (ids: readonly string[]) => {
    setChosen(ids);
    look.reset();
  };
  return (
    <Drawer
      open
      onClose={props.onClose}
      title={`${t('packages.push')} · ${row.name}`}
      width={600}
      placement={phone ? 'bottom' : 'right'}
      {...(phone ? { height: '90%' } : {})}
      footer={
        <Space>
          <Button loading={look.isPending} disabled={chosen.length === 0} onClick={() => look.mutate(input)}>
            {t('packages.dry_run')}
          </Button>
          <Button
            type="primary"
            loading={push.isPending}
            disabled={look.data === undefined}
            onClick={() => push.mutate(input)}
          >
            {t('packages.push')}
          </Button>
        </Space>
      }
    >
      <div className="hl-stack">
        <h3 className="hl-small-title">{t('packages.targets')}</h3>
        {targets.data !== undefined && all.length === 0 ? <p>{t('packages.no_targets')}</p> : null}
        <Checkbox
          checked={all.length > 0 && chosen.length === all.length}
          indeterminate={chosen.length > 0 && chosen.length < all.length}
          onChange={(event) =>
            choose(event.target.checked ? all.map(({ connectionId }) => connectionId) : [])
          }
        >
          {t('packages.all')}
        </Checkbox>
        {all.map(({ connectionId, name }) => (
          <Checkbox
            key={connectionId}
            checked={chosen.includes(connectionId)}
            onChange={(event) =>
              choose(
                event.target.checked ? [...chosen, connectionId] : chosen.filter((id) => id !== connectionId),
              )
            }
          >
            {name}
          </Checkbox>
        ))}
        <h3 className="hl-small-title">{t('packages.on_edited')}</h3>
        <Radio.Group
          value={onEdited}
          onChange={(event) => {
            setOnEdited(event.target.value === 'keep' ? 'keep' : 'overwrite');
            look.reset();
          }}
        >
          <Radio value="overwrite">{t('packages.overwrite')}</Radio>
          <Radio value="keep">{t('packages.keep')}</Radio>
        </Radio.Group>
        <p className="hl-muted">{t('packages.dry_hint')}</p>
        {(look.data?.targets ?? []).map((target) => (
          <section key={target.connectionId}>
            <strong>{target.name}</strong>{' '}
            <Status tone={tones[target.outcome]}>
              {t(`packages.outcome.${target.outcome}`, {
                count: countOf(target.changes),
              })}
            </Status>
            {target.reason === null ? null : <p>{target.reason}</p>}
            <Changes changes={target.changes} />
          </section>
        ))}
        <ErrorNotice error={targets.isError ? targets.error : look.isError ? look.error : push.error} />
      </div>
    </Drawer>
  );
}
