import type { ReactNode } from 'react';

/** What WXML and HTML both know; the primitives are one file for each (design of this folder). */
export interface BoxProps {
  readonly className?: string;
  /** Also the test id. */
  readonly id?: string;
  readonly testId?: string;
  readonly style?: string;
  readonly role?: 'heading' | 'alert' | 'status' | 'dialog' | 'list' | 'listitem' | 'img' | 'group';
  readonly label?: string;
  readonly children?: ReactNode;
}

export interface PressableProps {
  readonly className?: string;
  readonly id?: string;
  readonly testId?: string;
  readonly label?: string;
  readonly disabled?: boolean;
  /** A checkbox says whether it is ticked; left out for plain buttons. */
  readonly checked?: boolean;
  readonly onPress: () => void;
  readonly children?: ReactNode;
}

export interface TextInputProps {
  readonly id: string;
  readonly className?: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
  /** digits: the number keyboard. code: also filled from the SMS where the phone can. */
  readonly kind?: 'text' | 'digits' | 'code' | 'phone';
  readonly onChange: (value: string) => void;
  readonly onConfirm?: () => void;
}

export interface PictureProps {
  readonly className?: string;
  readonly src: string;
  readonly label: string;
}
