import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { departmentsKey, removeDepartment, type DepartmentRow } from '../../features/organisation/api.ts';
import { pathOf } from '../../features/organisation/tree.ts';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Facts } from '../../shared/ui/facts.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { DefaultAuthorisation } from './default-authorisation.tsx';
import { EditDepartment } from './edit-department.tsx';

/** One department: what it is, and what can be done with it. */
export function DepartmentPanel(props: {
  row: DepartmentRow;
  rows: readonly DepartmentRow[];
  onGone: () => void;
}) {
  const t = useText();
  const { row, rows } = props;
  const below = rows.filter(({ parentId }) => parentId === row.id).length;
  return (
    <div className="hl-stack">
      <Facts
        facts={[
          { label: t('departments.place'), value: pathOf(rows, row.id) },
          { label: t('departments.introduction'), value: row.introduction || '—' },
          { label: t('departments.head'), value: row.head?.name ?? '—' },
          { label: t('departments.staff'), value: t('departments.people', { count: row.staffCount }) },
          { label: t('departments.below'), value: below },
          { label: t('departments.source'), value: t(`departments.source.${row.wecom}`) },
        ]}
      />
      <div className="hl-row">
        <EditDepartment row={row} rows={rows} />
        <DefaultAuthorisation row={row} />
        <RemoveDepartment {...props} below={below} />
      </div>
      {row.parentId === null ? <p className="hl-muted">{t('departments.root_hint')}</p> : null}
    </div>
  );
}

function RemoveDepartment(props: {
  row: DepartmentRow;
  rows: readonly DepartmentRow[];
  below: number;
  onGone: () => void;
}) {
  const t = useText();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { row, rows, below } = props;
  const parent = rows.find(({ id }) => id === row.parentId);
  const filled = row.staffCount > 0 || below > 0;
  const remove = useWrite(removeDepartment, {
    onDone: () => {
      void message.success(t('departments.remove_done'));
      void queries.invalidateQueries({ queryKey: departmentsKey });
      props.onGone();
    },
  });
  if (parent === undefined) return null;
  const verb = t(filled ? 'departments.remove_move' : 'departments.remove');
  return (
    <Button
      danger
      onClick={() =>
        ask({
          title: t('departments.remove_title', { name: row.name }),
          consequence: filled
            ? t('departments.remove_filled', { staff: row.staffCount, below, parent: parent.name })
            : t('departments.remove_empty'),
          verb,
          danger: true,
          work: () => remove.mutateAsync({ id: row.id, moveToParent: filled }),
        })
      }
    >
      {t('departments.remove')}
    </Button>
  );
}
