/** What an official account may say in the answer itself (platform.md A5), as far as it is used. */
export type Reply =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'news';
      readonly title: string;
      readonly description: string;
      readonly pictureUrl: string;
      readonly url: string;
    };

/** What memory and the inbox transaction know about who wrote, when the answer is made. */
export interface FollowerState {
  readonly following: boolean;
  readonly bound: boolean;
  readonly contact: string | null;
  readonly company: string | null;
  readonly salesperson: string | null;
}
