import { App, Button, Upload } from 'antd';
import { useQueryClient } from '@tanstack/react-query';

import { meKey, saveAvatar } from '../../features/session/api.ts';
import { OwnAvatar } from '../../features/session/own-avatar.tsx';
import { useStaff } from '../../features/session/session-context.tsx';
import { useWrite } from '../../shared/api/use-write.ts';
import { useText } from '../../shared/i18n/text-context.tsx';
import { pictureOf } from './picture-of.ts';

/** My picture: chosen, cut to a square and made small here, so that a photo of a phone fits. */
export function AvatarField() {
  const t = useText();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { avatarAt } = useStaff().staff;
  const save = useWrite(saveAvatar, {
    onDone: (me) => {
      queries.setQueryData(meKey, me);
      void message.success(t('common.saved'));
    },
  });
  const choose = async (file: File) => {
    const content = await pictureOf(file);
    if (content === null) void message.error(t('own.avatar_unreadable'));
    else save.mutate(content);
  };
  return (
    <div className="hl-row hl-own-picture">
      <OwnAvatar size={72} />
      <div>
        <div className="hl-row">
          <Upload
            accept="image/png,image/jpeg"
            showUploadList={false}
            beforeUpload={(file) => {
              void choose(file);
              return false;
            }}
          >
            <Button loading={save.isPending}>{t('own.avatar_choose')}</Button>
          </Upload>
          {avatarAt === null ? null : (
            <Button type="text" onClick={() => save.mutate(null)}>
              {t('own.avatar_remove')}
            </Button>
          )}
        </div>
        <p className="hl-muted">{t('own.avatar_hint')}</p>
      </div>
    </div>
  );
}
