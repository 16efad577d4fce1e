import { Button, Image, Input, Text, View } from '@tarojs/components';
import type { JSX } from 'react';

import type { BoxProps, PictureProps, PressableProps, TextInputProps } from './primitive-types.ts';

/** WXML's `aria-*` by Taro's names; config/aria-plugin.ts carries them into the templates. */
function aria(role: string | undefined, label: string | undefined, checked?: boolean): object {
  return {
    ...(role === undefined ? {} : { ariaRole: role }),
    ...(label === undefined ? {} : { ariaLabel: label }),
    ...(checked === undefined ? {} : { ariaChecked: String(checked) }),
  };
}

export function Box({ className = '', id = '', style = '', role, label, children }: BoxProps): JSX.Element {
  return (
    <View className={className} id={id} style={style} {...aria(role, label)}>
      {children}
    </View>
  );
}

export function Words({ className = '', id = '', children }: BoxProps): JSX.Element {
  return (
    <Text className={className} id={id}>
      {children}
    </Text>
  );
}

export function Pressable(props: PressableProps): JSX.Element {
  const { className = '', id = '', label, disabled = false, checked, onPress, children } = props;
  const role = checked === undefined ? 'button' : 'checkbox';
  return (
    <View
      className={`hl-press ${disabled ? 'hl-press--off' : ''} ${className}`}
      id={id}
      hoverClass={disabled ? 'none' : 'hl-active'}
      onClick={() => {
        if (!disabled) onPress();
      }}
      {...aria(role, label, checked)}
    >
      {children}
    </View>
  );
}

export function TextInput(props: TextInputProps): JSX.Element {
  const { id, className = '', label, value, placeholder = '', maxLength = 140, kind = 'text' } = props;
  return (
    <Input
      id={id}
      className={`hl-input ${className}`}
      ariaLabel={label}
      type={kind === 'text' ? 'text' : 'number'}
      value={value}
      placeholder={placeholder}
      maxlength={maxLength}
      onInput={(event) => props.onChange(event.detail.value)}
      onConfirm={() => props.onConfirm?.()}
    />
  );
}

/** `showMenuByLongpress`: a QR code of a service account is recognised by pressing it long. */
export function Picture({ className = '', src, label }: PictureProps): JSX.Element {
  return <Image className={className} src={src} ariaLabel={label} mode="aspectFit" showMenuByLongpress />;
}

/** WeChat's own button, for what only it can do (`openType`). */
export { Button as NativeButton };
