#include "control_door.hpp"

#include "control_accounts.hpp"
#include "control_apps.hpp"
#include "control_settings.hpp"
#include "control_weather.hpp"
#include "web_api_reply.hpp"

#include <charconv>
#include <utility>

namespace sim {
namespace {

HttpReply sentence(unsigned status, const std::string& text) {
    HttpReply reply = json_reply(json::object({{"error", text}}));
    reply.status = status;
    return reply;
}

json::Object::Ptr entry_json(const RequestEntry& entry) {
    return json::object({{"n", entry.number},
                         {"at_ms", entry.at_ms},
                         {"connection", entry.connection},
                         {"method", entry.method},
                         {"path", entry.path},
                         {"status", entry.status},
                         {"client_id", entry.client_id},
                         {"content_length_present", entry.content_length_present},
                         {"token_fingerprint", entry.token_fingerprint}});
}

const std::string accounts_prefix = "/accounts/";
const std::string apps_prefix = "/apps/";
const std::string weather_prefix = "/weather";

} // namespace

ControlDoor::ControlDoor(World& world, Faults& faults, std::function<std::size_t()> hang_up_idle)
    : world_(world)
    , faults_(faults)
    , hang_up_idle_(std::move(hang_up_idle)) {}

HttpReply ControlDoor::answer(const HttpRequest& request, Millis now) {
    try {
        return route(request, now);
    } catch (const BadInput& bad) {
        return sentence(400, bad.what());
    }
}

HttpReply ControlDoor::route(const HttpRequest& request, Millis now) {
    const std::string call = request.method + ' ' + request.path;
    if (call == "POST /accounts")
        return json_reply(create_account(world_, Fields(request.body), now));
    if (request.path.rfind(accounts_prefix, 0) == 0)
        return account_route(request, now);
    if (call == "POST /apps") {
        register_app(world_, Fields(request.body));
        return json_reply(json::object());
    }
    if (request.path.rfind(apps_prefix, 0) == 0)
        return app_route(request);
    if (call == "POST /settings") {
        change_settings(world_, Fields(request.body));
        return json_reply(json::object());
    }
    if (call == "POST /faults")
        return add_fault(request);
    if (call == "DELETE /faults") {
        faults_.clear();
        return json_reply(json::object());
    }
    if (request.path.rfind(weather_prefix, 0) == 0)
        return weather_route(request, now);
    if (call == "POST /reset") {
        world_.reset_switches();
        faults_.clear();
        return json_reply(json::object());
    }
    if (call == "GET /requests")
        return requests(request);
    if (call == "GET /stats")
        return stats();
    if (call == "POST /shutdown") {
        shutdown_asked_ = true;
        return json_reply(json::object());
    }
    return sentence(404, "the control door does not know " + call);
}

HttpReply ControlDoor::account_route(const HttpRequest& request, Millis now) {
    const std::string path = request.path.substr(accounts_prefix.size());
    const std::size_t slash = path.find('/');
    const std::string name = path.substr(0, slash);
    Account* account = world_.find_account(name);
    if (!account)
        return sentence(404, "there is no account \"" + name + "\"");
    const std::string rest = slash == std::string::npos ? std::string() : path.substr(slash + 1);
    HttpReply reply = control_account(world_, *account, request.method, rest, Fields(request.body), now);
    return reply.status == 404 ? sentence(404, reply.body) : reply;
}

HttpReply ControlDoor::app_route(const HttpRequest& request) {
    const std::string client_id = request.path.substr(apps_prefix.size());
    const auto app = world_.apps.find(client_id);
    if (app == world_.apps.end())
        return sentence(404, "there is no app \"" + client_id + "\"");
    if (request.method == "PATCH")
        change_app(app->second, Fields(request.body));
    else if (request.method != "GET")
        return sentence(404, "nothing of that method belongs to an app");
    return json_reply(app_json(app->second));
}

HttpReply ControlDoor::weather_route(const HttpRequest& request, Millis now) {
    const std::string call = request.method + ' ' + request.path.substr(weather_prefix.size());
    if (call == "POST /windows") {
        const auto id = world_.weather.windows.add(window_from(Fields(request.body)), now);
        return json_reply(json::object({{"id", id}}));
    }
    if (call == "POST ")
        change_weather(world_, Fields(request.body));
    else if (call == "DELETE ")
        world_.weather = {};
    else if (call != "GET ")
        return sentence(404, "nothing of that name and method belongs to the weather");
    return json_reply(weather_json(world_, now));
}

HttpReply ControlDoor::add_fault(const HttpRequest& request) {
    const Fields fields(request.body);
    if (fields.text("kind") == "hangup_idle") {
        fields.allow_only({"kind"});
        return json_reply(json::object({{"closed", static_cast<std::int64_t>(hang_up_idle_())}}));
    }
    return json_reply(json::object({{"id", faults_.add(fault_from(fields))}}));
}

HttpReply ControlDoor::requests(const HttpRequest& request) const {
    const std::string text = request.parameter("since").value_or("0");
    std::int64_t since = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), since);
    if (error != std::errc() || end != text.data() + text.size() || since < 0)
        throw BadInput("key \"since\" must be the number of a request, or 0");
    auto list = json::array();
    for (const RequestEntry& entry : world_.log.entries())
        if (entry.number > since)
            list->add(entry_json(entry));
    return json_reply(json::object({{"requests", list}}));
}

HttpReply ControlDoor::stats() const {
    return json_reply(json::object({{"connections", world_.connections},
                                    {"handshakes_failed", world_.handshakes_failed},
                                    {"requests", world_.log.count()},
                                    {"early_requests", world_.early_requests},
                                    {"dead_token_requests", world_.tokens.repeated_dead_attempts()}}));
}

} // namespace sim
