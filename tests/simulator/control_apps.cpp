#include "control_apps.hpp"

#include "redirect_uri.hpp"

namespace sim {
namespace {

std::vector<std::string> redirect_uris_from(const Fields& fields) {
    std::vector<std::string> uris;
    const auto list = fields.array("redirect_uris");
    for (const json::Var& uri : *list) {
        if (!uri.isString())
            throw BadInput("key \"redirect_uris\" must be an array of strings");
        const std::string text = uri.extract<std::string>();
        if (const auto problem = registration_problem(text))
            throw BadInput("key \"redirect_uris\" must hold only URIs that are " + *problem + "; \"" + text +
                           "\" is not");
        uris.push_back(text);
    }
    return uris;
}

// The app as it would be; nothing is changed before all of it has been read.
App changed(App app, const Fields& fields) {
    app.name = fields.text("name").value_or(app.name);
    app.owner_premium = fields.boolean("owner_premium").value_or(app.owner_premium);
    if (fields.is_null("client_secret"))
        app.client_secret.reset();
    else if (fields.has("client_secret"))
        app.client_secret = fields.required_text("client_secret");
    if (fields.has("redirect_uris"))
        app.redirect_uris = redirect_uris_from(fields);
    return app;
}

} // namespace

void register_app(World& world, const Fields& fields) {
    fields.allow_only({"client_id", "name", "redirect_uris", "client_secret", "owner_premium"});
    App app;
    app.client_id = fields.required_text("client_id");
    if (world.apps.count(app.client_id) > 0)
        throw BadInput("key \"client_id\" must be one that no app has yet");
    app = changed(std::move(app), fields);
    world.apps[app.client_id] = app;
}

void change_app(App& app, const Fields& fields) {
    fields.allow_only({"name", "redirect_uris", "client_secret", "owner_premium"});
    app = changed(app, fields);
}

json::Object::Ptr app_json(const App& app) {
    auto uris = json::array();
    for (const std::string& uri : app.redirect_uris)
        uris->add(uri);
    return json::object({{"client_id", app.client_id},
                         {"name", app.name},
                         {"has_secret", app.client_secret.has_value()},
                         {"owner_premium", app.owner_premium},
                         {"redirect_uris", uris}});
}

} // namespace sim
