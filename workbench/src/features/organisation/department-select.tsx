import { TreeSelect } from 'antd';

import { treeOf } from './tree.ts';

/** One department of the tree, found by typing too. */
export function DepartmentSelect(props: {
  id: string;
  /** Parents first. */
  rows: readonly { readonly id: string; readonly parentId: string | null; readonly name: string }[];
  value: string | null;
  /** It and all below it cannot be chosen. */
  without?: string;
  placeholder?: string;
  onChange: (id: string | null) => void;
}) {
  return (
    <TreeSelect
      id={props.id}
      style={{ width: '100%' }}
      value={props.value}
      treeData={treeOf(props.rows, props.without)}
      treeDefaultExpandAll
      showSearch
      treeNodeFilterProp="title"
      {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
      onChange={(value: string | null | undefined) => props.onChange(value ?? null)}
    />
  );
}
