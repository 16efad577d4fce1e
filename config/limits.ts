const Second = 1000;
const Minute = 60 * Second;
const Hour = 60 * Minute;
const Day = 24 * Hour;

/** Lengths of time and counts that the product promises; each says where it comes from. */
export const limits = {
  /** A guide's ticket: long enough for a follower who taps the next morning. Ours. */
  bindingTicketMs: 7 * Day,
  /** WeChat's phone code lives 5 minutes; a proof a little longer, for the chooser. Ours. */
  phoneProofMs: 10 * Minute,
  smsChallengeMs: 5 * Minute,
  smsResendMs: 60 * Second,
  smsAttempts: 5,
  /** Per phone and day, as carriers do (platform.md E: 10 a day). */
  smsPerPhonePerDay: 10,
  smsPerIdentityPerDay: 10,
  /** A network (one address) a day: a shop's whole staff behind one. Ours. */
  smsPerNetworkPerDay: 60,
  /** Money cap: codes and marketing together that one enterprise may cause an hour. Ours. */
  smsPerEnterprisePerHour: 500,
  /** Of those, how many may be marketing: codes always have the other half. Ours. */
  smsMarketingPerEnterprisePerHour: 250,
  /** Marketing SMS that one person gets of one enterprise in so long. Ours. */
  smsMarketingPerPerson: { most: 4, inMs: 30 * Day },
  /** People of one sending. Ours. */
  smsMarketingPeople: 5_000,
  /** Row 330: how long an invitation keeps its reserved WeChat-user place. */
  invitationReserveMs: 30 * Day,
  /** Row 17: how many days a terminated relation's edition goes on; until 24:00 of the last one. */
  connectionTailDays: 14,
  /** How long a request by an invitation code waits for review, with its place reserved. Ours. */
  connectionRequestMs: 30 * Day,
  /** Nobody is invited again before this, however often staff tap (row 31). Ours. */
  inviteAgainMs: 24 * Hour,
  /** Between two invitations of one tap: a carrier's rate is not ours to use up. Ours. */
  inviteSpacingMs: 200,
  downstreamSession: { absoluteMs: 90 * Day, idleMs: 30 * Day },
  staffSession: { absoluteMs: 7 * Day, idleMs: 24 * Hour },
  visitorSession: { absoluteMs: 7 * Day, idleMs: 1 * Day },
  webExchangeMs: 60 * Second,
  /** The first admin's way in: the operator hands it over on the day. */
  staffLinkMs: 1 * Day,
  oauthStateMs: 10 * Minute,
  /** Both callback pairs are accepted this long after a rotation. Ours. */
  callbackRotationMs: 24 * Hour,
  inboxKeepMs: 30 * Day,
  /** Messages of chats, where an account keeps them: what a complaint within half a year is answered from. Ours. */
  chatKeepMs: 180 * Day,
  /** What is kept of who cancelled his account is gone by the end of this day: 15 days, every day counted, are never more than the law's 15 working days. */
  erasureDays: 15,
  /** What waits for business under way is looked at again. Ours. */
  erasureAgainMs: 1 * Hour,
  /** How often a person may have his information made into a file. Ours. */
  personalExport: { most: 3, inMs: 1 * Day },
  /** How long such a file waits to be fetched. Ours. */
  personalExportKeepMs: 3 * Day,
  /** How long a link to it works. Ours. */
  personalExportLinkMs: 5 * Minute,
  /** Followers are compared with the platform's list: 4 × (pages + 1) of its 500 list calls a day. Ours. */
  compareFollowersEveryMs: 6 * Hour,
  /** An account is compared by itself only when it was connected so long ago: before, it is being set up. Ours. */
  compareFollowersAfterMs: 1 * Hour,
  /** What came so shortly before a list was asked for counts as newer: clocks differ, and lists lag behind events. Ours. */
  compareLagMs: 60 * Second,
  /** A list that lacks more than both of these ends no follow (reliability.md M1: lists come back empty). Ours. */
  compareBrake: { count: 20, share: 0.1 },
  /** More members than both of these who would count as gone: none is. Ours. */
  compareMembersBrake: { count: 5, share: 0.1 },
  /** The directory of WeCom is read anew so often where staff follow it: what no callback told is found then. Ours. */
  directoryEveryMs: 24 * Hour,
  /** A run of the directory that would end more than this share of people, or of departments, stops and asks. */
  directoryBrakeShare: 0.1,
  /** Reports of runs of the directory are kept so long: they name people. Ours. */
  directoryReportsKeepMs: 90 * Day,
  /** Who was turned down may ask again for an account after this. Ours. */
  staffRequestAgainMs: 1 * Day,
  /** So long after a sign-in without an account one may ask for one from the same browser. Ours. */
  staffRequestMs: 30 * Minute,
  compareRunsKeepMs: 90 * Day,
  /** One that is open for so long has lost its job (a version that did not know it gave it up). Ours. */
  compareOpenMs: 1 * Day,
  idempotencyKeepMs: 24 * Hour,
  doneJobsKeepMs: 7 * Day,
  sessionCacheMs: 1 * Second,
  /** Guide texts are re-read within this of a change on any process (design §9). */
  guideCacheMs: 3 * Second,
  /** Auto reply: rules of an enterprise, private ones of each of its staff, words of a rule and their length. Ours. */
  autoReply: { rules: 300, privateRules: 50, words: 20, wordLength: 50, sentenceLength: 200 },
  /** A chat's text (platform.md: a message of the application; U for customer-service messages). */
  chatTextBytes: 2_048,
  /** What was sent to other systems is shown, and can be sent again, for so long. Ours. */
  webhookKeepMs: 30 * Day,
  /** An endpoint that took nothing for so long is asked no more (reliability.md §1: after days). Ours. */
  webhookFailingMs: 5 * Day,
  /** The secret before signs for so long beside the new one. Ours. */
  webhookRotationMs: 1 * Day,
  webhookEndpoints: 10,
  /** Row 76: how many template enterprises one upstream manages. */
  templateEnterprises: 1,
  /** A person's picture: what the page makes of a photo is a tenth of it. Ours. */
  avatarBytes: 128 * 1024,
  /** Shortest password that is taken (OWASP ASVS 5.0 6.2.1 asks for 8). Ours. */
  passwordLength: 10,
  /** How long tries to sign in with a password count. Ours. */
  signInWindowMs: 15 * Minute,
  /** Tries in a window, for one account and from one network: a shop's whole staff may stand behind one. Ours. */
  signInPerAccount: 10,
  signInPerNetwork: 60,
  /** Levels of a department tree, the root being the first; deeper ones are typing errors. Ours. */
  departmentDepth: 15,
  /** Departments of one enterprise: the page shows the whole tree at once. Ours. */
  departments: 5_000,
  /** Roles of one enterprise, and people of one role: each change looks at all of them. Ours. */
  staffRoles: 100,
  staffRoleMembers: 5_000,
  /** A binned customer or partner can be restored for so long; then it is deleted for good. Ours. */
  crmBinKeepMs: 30 * Day,
  /** A spreadsheet of customers: of 50 000 rows about 4 MB; unpacked it may be so large. Ours. */
  crmImportBytes: 8 * 1024 * 1024,
  crmImportUnpackedBytes: 160 * 1024 * 1024,
  crmImportRows: 50_000,
  /** A file whose pieces did not all come is forgotten. Ours. */
  crmUploadMs: 1 * Day,
  /** How long looks at names of customers count, by who registers (row 94). Ours. */
  registrationLookWindowMs: 1 * Hour,
  /** Looks and names shown in that time: of one person, and of a network, where a meeting's guests may stand. Ours. */
  registrationLooks: { perPerson: 20, perNetwork: 60 },
  registrationNames: { perPerson: 20, perNetwork: 60 },
  /** A refused registration is shown to its person for so long. Ours. */
  registrationRefusedMs: 30 * Day,
  /** A salesperson's code for a person who stands before him. Ours. */
  faceCodeMs: 60 * Minute,
  faceCodeKeepMs: 30 * Day,
  /** A plan of many openings that nobody started, or that has ended, is forgotten. Ours. */
  openingRunKeepMs: 90 * Day,
  /** Contacts of one customer or partner. Ours. */
  crmContacts: 50,
  /** Extended fields of customers, of partners and of contacts each. Ours. */
  extendedFields: 100,
  /** A visit is planned at most so many days ahead, and so many at once: to plan one counts as contact. Ours. */
  crmVisitAheadDays: 90,
  crmVisits: 20,
} as const;
