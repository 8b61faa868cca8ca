#include "sign_in_desk.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace sim {
namespace {

std::string form_text(const NameValues& form) {
    std::string text;
    for (const auto& [name, value] : form)
        text += (text.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return text;
}

std::string unescaped(std::string text) {
    const NameValues entities{{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}};
    for (const auto& [entity, character] : entities)
        for (std::size_t at = 0; (at = text.find(entity, at)) != std::string::npos; at += character.size())
            text.replace(at, entity.size(), character);
    return text;
}

std::string attribute(const std::string& tag, const std::string& name) {
    const std::string begins = " " + name + "=\"";
    const std::size_t at = tag.find(begins);
    if (at == std::string::npos)
        return {};
    const std::size_t from = at + begins.size();
    return unescaped(tag.substr(from, tag.find('"', from) - from));
}

// The tags of this name, each from < to >, with their places.
std::vector<std::pair<std::size_t, std::string>> tags(const std::string& html, const std::string& name) {
    std::vector<std::pair<std::size_t, std::string>> found;
    for (std::size_t at = 0; (at = html.find("<" + name + " ", at)) != std::string::npos; ++at)
        found.emplace_back(at, html.substr(at, html.find('>', at) - at + 1));
    return found;
}

} // namespace

Link& Link::with(const std::string& name, const std::string& value) {
    without(name);
    parameters_.emplace_back(name, value);
    return *this;
}

Link& Link::without(const std::string& name) {
    std::erase_if(parameters_, [&](const auto& pair) { return pair.first == name; });
    return *this;
}

Link& Link::raw(const std::string& text) {
    raw_ = text;
    return *this;
}

std::string Link::target() const {
    return "/authorize?" + form_text(parameters_) + raw_;
}

Link plain_link(const std::string& client_id) {
    return Link()
        .with("client_id", client_id)
        .without("code_challenge")
        .without("code_challenge_method")
        .without("state");
}

HttpReply SignInDesk::send(const HttpRequest& request) {
    const auto received = service.receive(request, 1, now);
    const HttpReply right = service.answer(request, received, now);
    service.sent(request, received, right, right.status, now);
    return right;
}

HttpReply SignInDesk::api(const std::string& method, const std::string& target, const std::string& token) {
    HttpRequest request = request_for(method, target);
    request.headers = {{"Authorization", "Bearer " + token}};
    request.says_its_length = method != "GET";
    return send(request);
}

HttpReply SignInDesk::ask_token(const NameValues& form, const std::string& authorization) {
    HttpRequest request = request_for("POST", "/api/token");
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    if (!authorization.empty())
        request.headers.emplace_back("Authorization", authorization);
    request.body = form_text(form);
    request.says_its_length = true;
    return send(request);
}

NameValues SignInDesk::exchange(const std::string& code) const {
    return {{"grant_type", "authorization_code"},
            {"code", code},
            {"redirect_uri", registered_uri},
            {"client_id", "demo-client"},
            {"code_verifier", known_verifier}};
}

json::Object::Ptr SignInDesk::sign_in(const std::string& account) {
    const HttpReply reply = ask_token(exchange(code(Link(), account)));
    REQUIRE(reply.status == 200);
    return json::parse_object(reply.body);
}

HttpReply SignInDesk::control(const std::string& method, const std::string& target, const std::string& body) {
    HttpRequest request = request_for(method, target);
    request.body = body;
    return door.answer(request, now);
}

std::string SignInDesk::open(const Link& link, const std::string& decision, const std::string& account) {
    const auto body =
        json::object({{"url", "https://127.0.0.1:8443" + link.target()}, {"decision", decision}});
    const HttpReply reply = control("POST", "/accounts/" + account + "/authorize", json::text(body));
    REQUIRE(reply.status == 200);
    const auto answer = json::parse_object(reply.body);
    return answer->has("page") ? "page: " + answer->getValue<std::string>("page")
                               : answer->getValue<std::string>("redirect_url");
}

std::string SignInDesk::code(const Link& link, const std::string& account) {
    const auto found = parameter_of(open(link, "agree", account), "code");
    REQUIRE(found.has_value());
    return *found;
}

void SignInDesk::register_secret_client() {
    REQUIRE(control("POST", "/apps", R"({"client_id":"secret-client","client_secret":"s3cret"})").status ==
            200);
}

void Browser::go_to(const std::string& target) {
    HttpRequest request = request_for("GET", target);
    if (!cookie_.empty())
        request.headers = {{"Cookie", "other=1; " + cookie_}};
    follow(desk_.send(request));
}

bool Browser::press(const std::string& button) {
    const std::string& html = shown_.body;
    const std::size_t caption = html.find(">" + button + "</button>");
    if (caption == std::string::npos)
        return false;
    const std::size_t begin = html.rfind("<form ", caption);
    REQUIRE(begin != std::string::npos);
    const std::string form = html.substr(begin, html.find("</form>", begin) - begin);
    const std::string form_tag = tags(form, "form").at(0).second;
    REQUIRE(attribute(form_tag, "method") == "post");

    NameValues values;
    for (const auto& [place, tag] : tags(form, "input"))
        values.emplace_back(attribute(tag, "name"), attribute(tag, "value"));
    for (const auto& [place, tag] : tags(form, "button"))
        if (form.compare(place + tag.size(), button.size() + 2, button + "</") == 0)
            values.emplace_back(attribute(tag, "name"), attribute(tag, "value"));

    HttpRequest request = request_for("POST", attribute(form_tag, "action"));
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Cookie", cookie_}};
    request.body = form_text(values);
    request.says_its_length = true;
    follow(desk_.send(request));
    return true;
}

void Browser::follow(HttpReply reply) {
    for (int hops = 0; hops < 10; ++hops) {
        if (const auto cookie = reply.header("Set-Cookie"))
            cookie_ = cookie->substr(0, cookie->find(';'));
        if (reply.status != 303) {
            shown_ = std::move(reply);
            return;
        }
        const std::string address = reply.header("Location").value_or("");
        if (address.rfind('/', 0) != 0) {
            left_to_ = address;
            shown_ = {};
            return;
        }
        HttpRequest request = request_for("GET", address);
        request.headers = {{"Cookie", cookie_}};
        reply = desk_.send(request);
    }
    FAIL("the simulator redirects for ever");
}

std::string refusal_of_token(const HttpReply& reply) {
    const auto body = json::parse_object(reply.body);
    if (body.isNull())
        return std::to_string(reply.status) + " without JSON";
    return std::to_string(reply.status) + ' ' + body->optValue<std::string>("error", "-") + ": " +
           body->optValue<std::string>("error_description", "-");
}

std::optional<std::string> parameter_of(const std::string& url, const std::string& name) {
    return find_value(request_for("GET", url).query, name);
}

} // namespace sim
