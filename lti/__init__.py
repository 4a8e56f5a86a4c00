"""LTI 1.3 Advantage for a tool: login, launch, keys and services, without a web framework and without SQL.

`login.begin` answers the platform's login request, `launch.finish` checks the launch that follows; both take plain
mappings and the protocols of `stores`, and raise the errors of `errors`.
"""
