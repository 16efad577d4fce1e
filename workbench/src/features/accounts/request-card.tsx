import { App, Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router-dom';

import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { Status } from '../../shared/ui/status.tsx';
import { useConfirm } from '../../shared/ui/use-confirm.tsx';
import { useZone } from '../../shared/use-zone.ts';
import { requestWord } from './account-words.ts';
import { answerRequest, requestsKey, usersKey, type BindingRequestRow, type RequestAnswer } from './api.ts';
import './request-card.css';

/**
 * Somebody proved a phone that no account carries. Who he says he is, which accounts could be his,
 * and one tap that writes the proved phone into the account and binds him.
 */
export function RequestCard(props: { request: BindingRequestRow; canManage: boolean; linked: boolean }) {
  const t = useText();
  const { moment } = useZone();
  const ask = useConfirm();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { request } = props;
  const answer = useWrite((given: RequestAnswer, key) => answerRequest(request.id, given, key), {
    onDone: (after, given) => {
      void message.success(
        t(given.action === 'dismiss' ? 'requests.dismissed_done' : 'requests.bound_done', {
          name: after.name,
        }),
      );
      void queries.invalidateQueries({ queryKey: requestsKey });
      void queries.invalidateQueries({ queryKey: usersKey });
    },
  });
  const choosing = answer.isPending && answer.variables.action === 'use_phone' ? answer.variables : null;
  const word = requestWord[request.state];

  return (
    <article className="hl-request">
      <header>
        <div>
          <h2>
            {props.linked ? <Link to={`/binding-requests/${request.id}`}>{request.name}</Link> : request.name}
          </h2>
          <p>{request.company === '' ? t('requests.no_company') : request.company}</p>
        </div>
        <Status tone={word.tone}>{t(word.key)}</Status>
      </header>
      <dl>
        <div>
          <dt>{t('requests.phone')}</dt>
          <dd className="hl-request-phone">{request.phoneMasked}</dd>
        </div>
        <div>
          <dt>{t('requests.asked_at')}</dt>
          <dd>
            <time dateTime={request.createdAt}>{moment(request.createdAt)}</time>
          </dd>
        </div>
        {request.resolvedAt === null ? null : (
          <div>
            <dt>{t('requests.answered_at')}</dt>
            <dd>
              <time dateTime={request.resolvedAt}>{moment(request.resolvedAt)}</time>
            </dd>
          </div>
        )}
      </dl>
      {request.state !== 'pending' ? null : (
        <>
          <h3>{t('requests.candidates')}</h3>
          {request.candidates.length === 0 ? (
            <p className="hl-muted">{t('requests.no_candidates')}</p>
          ) : (
            <ul>
              {request.candidates.map((candidate) => (
                <li key={candidate.interconnectUserId}>
                  <div>
                    <strong>{candidate.name}</strong> · {candidate.downstreamName}
                    <small>{t('requests.present_phone', { phone: candidate.phoneMasked })}</small>
                  </div>
                  {props.canManage ? (
                    <Button
                      type="primary"
                      disabled={answer.isPending}
                      loading={choosing?.interconnectUserId === candidate.interconnectUserId}
                      onClick={() =>
                        answer.mutate({
                          action: 'use_phone',
                          interconnectUserId: candidate.interconnectUserId,
                        })
                      }
                    >
                      {t('requests.use_phone')}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )}
          {props.canManage ? (
            <Button
              type="text"
              disabled={answer.isPending}
              onClick={() =>
                ask({
                  title: t('requests.dismiss_title', { name: request.name }),
                  consequence: t('requests.dismiss_consequence'),
                  verb: t('requests.dismiss'),
                  danger: true,
                  work: () => answer.mutateAsync({ action: 'dismiss' }),
                })
              }
            >
              {t('requests.dismiss')}
            </Button>
          ) : (
            <p className="hl-muted">{t('requests.read_only')}</p>
          )}
        </>
      )}
    </article>
  );
}
