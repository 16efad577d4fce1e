import type { PlatformTemplate, TemplateMappingRow } from '../../features/messaging/api.ts';
import { fillExamples } from '../../features/messaging/template-field-rules.ts';
import { useText } from '../../shared/i18n/text-context.tsx';

/** The message as it will stand in the service account's chat, with the examples filled in. */
export function TemplatePreview(props: {
  template: PlatformTemplate;
  fields: Readonly<Record<string, string>>;
  variables: TemplateMappingRow['variables'];
  accountName: string;
}) {
  const t = useText();
  return (
    <figure className="hl-template" aria-label={t('templates.preview')} style={{ margin: 0 }}>
      <div>
        <small>{props.accountName}</small>
        <strong>{props.template.title}</strong>
        <dl>
          {props.template.fields.map((field) => (
            <div key={field.key}>
              <dt>{field.label}</dt>
              <dd>{fillExamples(props.fields[field.key] ?? '', props.variables) || '—'}</dd>
            </div>
          ))}
        </dl>
      </div>
    </figure>
  );
}
