import type { PlatformTemplate, TemplateMappingRow } from '../../features/messaging/api.ts';
import { fieldProblem, fieldRule } from '../../features/messaging/template-field-rules.ts';
import { TextWithVariables } from '../../features/messaging/text-with-variables.tsx';
import { useText } from '../../shared/i18n/text-context.tsx';

/** One field of the template: its rule, and the text or variable that fills it. */
export function FieldMapping(props: {
  field: PlatformTemplate['fields'][number];
  variables: TemplateMappingRow['variables'];
  text: string;
  /** Empty fields are told only after saving was tried; everything else at once. */
  strict: boolean;
  onChange: (text: string) => void;
}) {
  const t = useText();
  const { field, text, variables } = props;
  const found = fieldProblem(field.kind, text, variables);
  const problem = found === 'missing' && !props.strict ? null : found;
  return (
    <div className="hl-labelled">
      <div className="hl-field-head">
        <span>{field.label}</span>
        <small>
          {field.key} · {t(fieldRule(field.kind).text)}
        </small>
      </div>
      <TextWithVariables
        label={field.label}
        rows={1}
        maxLength={200}
        value={text}
        invalid={problem !== null}
        onChange={props.onChange}
        insertions={variables.map((variable) => ({
          label: variable.label,
          insert: `{${variable.name}}`,
          hint: t('templates.example', { example: variable.example }),
        }))}
      />
      {problem === null ? null : (
        <small className="hl-tone-bad" role="alert">
          {problem === 'does_not_fit'
            ? t('templates.problem.does_not_fit', { rule: t(fieldRule(field.kind).text) })
            : t(`templates.problem.${problem}`)}
        </small>
      )}
    </div>
  );
}
