export const channelsErrors = {
  'channel.already_connected': '这个账号已经接入过了。',
  'channel.check_failed': '接入没有成功：{reason}{remedy}',
  'channel.subscription_refused': '这是订阅号。关注引导和模板消息需要已认证的服务号，请换成服务号再接入。',
  'channel.unverified_refused': '这个服务号没有认证。请先在微信公众平台完成认证，再来接入。',
  'channel.demo_real_platform': '演示企业只能连接沙箱，不能连接真实的平台。',
  'channel.disconnected': '这个账号已断开，请先重新接入。',
  'callback.waiting': '这个回调还在等待处理，处理完之后才能重放。',
  'callback.no_work': '没有功能使用这个回调，重放不会有任何效果。',
  'comparison.not_stopped': '这次核对没有因为人数过多而停止，不需要确认。',
  'comparison.other_number': '人数和您看到的不一样了，请刷新后再确认。',
  'comparison.newer': '已经有更新的核对，请查看最新一次的结果。',
  'channel.not_comparable': '只有使用兼容模式或安全模式的服务号，和企业最早接入的企业微信应用可以核对。',
  'channel.base_url': '接口地址必须是 https 的域名。',
  'channel.platform_refused': '平台拒绝了请求：{reason}',
  'channel.platform_unreachable': '暂时连不上平台，请检查网络或代理后再试。',
  'channel.rotation_under_way':
    '上次更换的旧 Token 还在过渡期内，{until} 之后才能再次更换。请先把新的 Token 和 EncodingAESKey 填到平台后台。',
} as const;
