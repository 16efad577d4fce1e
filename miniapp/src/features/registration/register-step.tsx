import { useState, type JSX } from 'react';

import type { RegistrationForm } from '../../shared/contract.ts';
import { useTexts } from '../../shared/i18n.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Cell, CellGroup } from '../../shared/ui/cell.tsx';
import { CheckMark } from '../../shared/ui/checkbox.tsx';
import { Field } from '../../shared/ui/field.tsx';
import { Badge } from '../../shared/ui/icon.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Box } from '../../shared/ui/primitives';
import type { Registration } from './api.ts';
import { NameChooser } from './name-chooser.tsx';
import { useRegisterForm, type Problem } from './use-register-form.ts';

const lengths = { email: 120, position: 40, address: 200, note: 200 } as const;

/** The form that the upstream has set: as little as the name. The phone is the one just proved. */
export function RegisterStep(props: {
  form: RegistrationForm;
  proofId: string;
  phoneMasked: string;
  busy: boolean;
  trouble: string | null;
  onSubmit: (registration: Registration) => void;
  onBack: () => void;
}): JSX.Element {
  const { form, proofId, phoneMasked, busy, trouble, onSubmit, onBack } = props;
  const allTexts = useTexts();
  const texts = allTexts.register;
  const typed = useRegisterForm(form);
  const [tried, setTried] = useState(false);
  const { enterprise, personal } = form;
  const asked = typed.type === 'enterprise' ? enterprise : personal;
  const mode = typed.type === 'enterprise' ? (enterprise?.nameMode ?? null) : null;
  const told = (problem: Problem | undefined, missing: string): string | null =>
    !tried || problem === undefined ? null : problem === 'missing' ? missing : texts.emailBad;
  const submit = (): void => {
    setTried(true);
    if (Object.keys(typed.problems).length === 0) onSubmit(typed.registration);
  };
  return (
    <>
      <Box className="hl-stack">
        <Box className="hl-large" role="heading" id="register-title">
          {texts.title}
        </Box>
        <Box className="hl-note">{texts.note(form.upstreamName)}</Box>
      </Box>
      {enterprise === null || personal === null ? null : (
        <CellGroup>
          <Cell
            id="register-enterprise"
            title={texts.enterprise}
            note={texts.enterpriseNote}
            lead={<Badge icon="store" />}
            checked={typed.type === 'enterprise'}
            tail={<CheckMark checked={typed.type === 'enterprise'} />}
            onPress={() => typed.setType('enterprise')}
          />
          <Cell
            id="register-personal"
            rule
            title={texts.personal}
            note={texts.personalNote}
            lead={<Badge icon="person" />}
            checked={typed.type === 'personal'}
            tail={<CheckMark checked={typed.type === 'personal'} />}
            onPress={() => typed.setType('personal')}
          />
        </CellGroup>
      )}
      <Box className="hl-card">
        <Field
          id="register-name"
          label={texts.name}
          placeholder={texts.namePlaceholder}
          maxLength={40}
          value={typed.name}
          onChange={typed.setName}
          trouble={told(typed.problems.name, texts.nameBad)}
        />
        {mode === 'editable' ? (
          <Field
            id="register-customer"
            label={texts.customer}
            placeholder={texts.customerPlaceholder}
            maxLength={60}
            value={typed.customerName}
            onChange={typed.setCustomerName}
          />
        ) : null}
        {(asked?.fields ?? []).map(({ key, required }) => (
          <Field
            key={key}
            id={`register-${key}`}
            label={required ? texts.fields[key] : texts.optional(texts.fields[key])}
            maxLength={lengths[key]}
            value={typed.answers[key] ?? ''}
            onChange={(value) => typed.setAnswer(key, value)}
            trouble={told(typed.problems[key], texts.fieldBad(texts.fields[key]))}
          />
        ))}
      </Box>
      {enterprise !== null && (mode === 'existing' || mode === 'registry') ? (
        <NameChooser
          mode={mode}
          proofId={proofId}
          minLength={enterprise.minLength}
          chosen={typed.chosen}
          onChoose={typed.choose}
          missing={tried && typed.problems.customer !== undefined}
        />
      ) : null}
      <CellGroup>
        <Cell id="register-phone" title={texts.phone} value={phoneMasked} />
        {mode === 'locked' ? (
          <Cell
            id="register-locked-name"
            rule
            title={texts.customer}
            note={typed.customerName === '' ? texts.lockedNote : typed.customerName}
          />
        ) : null}
      </CellGroup>
      {trouble === null ? null : <Notice tone="danger">{trouble}</Notice>}
      <Box className="hl-foot">
        <Box className="hl-note">{texts.purpose(form.upstreamName)}</Box>
        <Button id="register-submit" busy={busy} onPress={submit}>
          {asked?.review === true ? texts.submitReview : texts.submit}
        </Button>
        <Button id="register-back" kind="quiet" onPress={onBack}>
          {allTexts.common.back}
        </Button>
      </Box>
    </>
  );
}

/** Registered, and not in yet: staff look at it first, or a place is missing. */
export function RegisterWaitingStep(props: {
  waitsFor: 'review' | 'quota';
  brand: string;
  onHome: () => void;
}): JSX.Element {
  const { waitsFor, brand, onHome } = props;
  const texts = useTexts();
  return (
    <>
      <Box className="hl-grow hl-stack hl-brand hl-brand--middle" id="register-waiting">
        <Badge icon="clock" large round />
        <Box className="hl-large" role="heading">
          {waitsFor === 'review' ? texts.register.reviewTitle : texts.register.quotaTitle}
        </Box>
        <Box className="hl-note">
          {waitsFor === 'review' ? texts.register.reviewNote(brand) : texts.register.quotaNote(brand)}
        </Box>
      </Box>
      <Box className="hl-foot">
        <Button id="bind-home" onPress={onHome}>
          {texts.common.goHome}
        </Button>
      </Box>
    </>
  );
}
