#include "control_accounts.hpp"

#include "control_authorize.hpp"
#include "control_library.hpp"
#include "control_player.hpp"
#include "value_names.hpp"
#include "web_api_reply.hpp"

namespace sim {
namespace {

constexpr std::int64_t longest_token_life = 10LL * 365 * 24 * 60 * 60;

constexpr Names<Rotation, 6> rotations{{{Rotation::none, "none"},
                                        {Rotation::omitted, "omitted"},
                                        {Rotation::empty, "empty"},
                                        {Rotation::always, "always"},
                                        {Rotation::pkce_old, "pkce_old"},
                                        {Rotation::unknown_new, "unknown_new"}}};
constexpr Names<TokenField, 3> token_fields{{{TokenField::access_token, "access_token"},
                                             {TokenField::expires_in, "expires_in"},
                                             {TokenField::refresh_token, "refresh_token"}}};

void change_account(World& world, Account& account, const Fields& fields) {
    fields.allow_only({"premium", "owner_premium", "allow_listed", "scopes", "more_playlists"});
    const auto premium = fields.boolean("premium");
    const auto owner_premium = fields.boolean("owner_premium");
    const auto allow_listed = fields.boolean("allow_listed");
    const auto scopes = fields.text("scopes");
    const auto more_playlists = fields.integer("more_playlists", 0, Catalog::numbered_playlists);
    account.premium = premium.value_or(account.premium);
    account.allow_listed = allow_listed.value_or(account.allow_listed);
    account.scopes = scopes.value_or(account.scopes);
    if (more_playlists)
        account.more_playlists = static_cast<std::size_t>(*more_playlists);
    App& app = world.app_of(account);
    app.owner_premium = owner_premium.value_or(app.owner_premium);
}

std::string consent(World& world, Account& account, const Fields& fields, Millis now) {
    fields.allow_only({"client_id"});
    if (const auto client_id = fields.text("client_id")) {
        if (client_id->empty())
            throw BadInput("key \"client_id\" must be a string that is not empty");
        account.client_id = world.app_named(*client_id).client_id;
    }
    return world.tokens.grant(account.name, account.client_id, account.scopes, world.wall_clock(now));
}

void spoil_tokens(World& world, Account& account, const Fields& fields, Millis now) {
    fields.allow_only({"expire_access", "revoke_refresh", "expire_refresh", "consent_age_ms", "rotation",
                       "expires_in", "drop"});
    const bool expire_access = fields.boolean("expire_access").value_or(false);
    const bool revoke_refresh = fields.boolean("revoke_refresh").value_or(false);
    const bool expire_refresh = fields.boolean("expire_refresh").value_or(false);
    const auto rotation = one_of(fields, "rotation", rotations);
    const auto consent_age = fields.integer("consent_age_ms", 0, longest_token_life * 1000);
    const bool default_life = fields.is_null("expires_in");
    const auto expires_in =
        default_life ? std::nullopt : fields.integer("expires_in", -longest_token_life, longest_token_life);
    const auto drop = fields.is_null("drop") ? std::nullopt : one_of(fields, "drop", token_fields);

    const Millis wall = world.wall_clock(now);
    if (expire_access)
        world.tokens.expire_access(account.name, wall);
    if (consent_age) {
        world.tokens.date_consents(account.name, wall - *consent_age);
        world.consents.date(account.name, wall - *consent_age);
    }
    if (revoke_refresh) {
        world.tokens.revoke_refresh(account.name);
        world.consents.forget(account.name);
    }
    if (expire_refresh) {
        world.tokens.expire_refresh(account.name, wall);
        world.consents.forget(account.name);
    }
    if (rotation)
        account.rotation = *rotation;
    if (default_life || expires_in)
        account.expires_in = expires_in;
    if (fields.has("drop"))
        account.dropped = drop;
}

HttpReply done() {
    return json_reply(json::object());
}

} // namespace

json::Object::Ptr create_account(World& world, const Fields& fields, Millis now) {
    fields.allow_only(
        {"name", "client_id", "client_secret", "premium", "owner_premium", "allow_listed", "scopes"});
    NewAccount wanted;
    wanted.name = fields.required_text("name");
    if (wanted.name.find_first_of("/?% ") != std::string::npos)
        throw BadInput("key \"name\" must be a string without slash, question mark, percent sign and space");
    if (world.find_account(wanted.name))
        throw BadInput("key \"name\" must be a name that no account has yet");
    wanted.client_id = fields.required_text("client_id");
    if (fields.has("client_secret") && !fields.is_null("client_secret"))
        wanted.client_secret = fields.required_text("client_secret");
    wanted.premium = fields.boolean("premium").value_or(true);
    wanted.owner_premium = fields.boolean("owner_premium").value_or(true);
    wanted.allow_listed = fields.boolean("allow_listed").value_or(true);
    wanted.scopes = fields.text("scopes").value_or(wanted.scopes);
    const Account& account = world.add_account(wanted, now);
    return json::object({{"refresh_token", world.tokens.grant(account.name, account.client_id, account.scopes,
                                                              world.wall_clock(now))}});
}

HttpReply control_account(World& world, Account& account, const std::string& method, const std::string& rest,
                          const Fields& fields, Millis now) {
    if (rest.empty() && method == "GET")
        return json_reply(true_player_json(world, account, now));
    if (rest.empty() && method == "PATCH") {
        change_account(world, account, fields);
        return done();
    }
    if (rest == "grant" && method == "GET")
        return json_reply(json::object({{"refresh_token", world.tokens.newest_refresh_token(account.name)}}));
    if (rest == "grant" && method == "POST")
        return json_reply(json::object({{"refresh_token", consent(world, account, fields, now)}}));
    if (rest == "authorize" && method == "POST")
        return json_reply(authorize_without_browser(world, account, fields, now));
    if (rest == "player" && method == "PATCH") {
        change_player(world, account, fields, now);
        return json_reply(true_player_json(world, account, now));
    }
    if (rest == "library" && (method == "GET" || method == "PATCH")) {
        if (method == "PATCH")
            change_library(account, fields);
        return json_reply(library_json(account));
    }
    if (rest == "tokens" && method == "POST") {
        spoil_tokens(world, account, fields, now);
        return done();
    }
    return plain_reply(404, "nothing of that name and method belongs to an account");
}

} // namespace sim
