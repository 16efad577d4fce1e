/**
 * WeChat's scene numbers for how a mini program was opened (its list of scene values; written from
 * memory of that list, unconfirmed for 1081 and 1082).
 */
export const scenes = {
  list: 1001,
  plainLinkCode: 1011,
  subscribeMessage: 1014,
  profile: 1020,
  menu: 1035,
  templateMessage: 1043,
  miniProgramCode: 1047,
  chatCard: 1074,
  chatLink: 1082,
  urlLink: 1194,
} as const;
