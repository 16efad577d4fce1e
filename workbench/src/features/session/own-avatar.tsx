import { Avatar } from 'antd';
import { useQuery } from '@tanstack/react-query';

import { avatarQuery } from './api.ts';
import { useStaff } from './session-context.tsx';

/** My picture, or the first letter of my name. */
export function OwnAvatar(props: { size: number }) {
  const { staff } = useStaff();
  const picture = useQuery({ ...avatarQuery(staff.avatarAt), enabled: staff.avatarAt !== null });
  const src = staff.avatarAt === null ? null : (picture.data ?? null);
  return (
    <Avatar size={props.size} className="hl-avatar" {...(src === null ? {} : { src })} alt="">
      {staff.name.slice(0, 1)}
    </Avatar>
  );
}
