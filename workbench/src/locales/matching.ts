/** The texts of another language: the same keys as the zh-CN ones, none missing, none more. */
export type Matching<T> = { readonly [Key in keyof T]: string };
