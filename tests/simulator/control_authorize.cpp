#include "control_authorize.hpp"

#include "authorization.hpp"

namespace sim {
namespace {

// Of a whole consent link, or of its part from /authorize on.
NameValues query_of(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t path = scheme == std::string::npos ? 0 : url.find('/', scheme + 3);
    const HttpRequest request =
        request_for("GET", path == std::string::npos ? std::string() : url.substr(path));
    if (request.path != "/authorize")
        throw BadInput("key \"url\" must be a consent link, https://HOST/authorize?...");
    return request.query;
}

} // namespace

json::Object::Ptr authorize_without_browser(World& world, const Account& account, const Fields& fields,
                                            Millis now) {
    fields.allow_only({"url", "decision"});
    const NameValues query = query_of(fields.required_text("url"));
    const auto chosen = fields.one_of("decision", {"agree", "cancel"});
    const Decision decision = chosen == "cancel" ? Decision::cancel : Decision::agree;

    const auto outcome = check_authorize(world, query);
    if (const auto* page = std::get_if<BarePage>(&outcome))
        return json::object({{"page", page->text}});
    if (const auto* back = std::get_if<Redirect>(&outcome))
        return json::object({{"redirect_url", back->url}});
    const auto& request = std::get<ConsentRequest>(outcome);
    if (const auto unasked = pass_on_consent(world, account, request, now))
        return json::object({{"redirect_url", unasked->url}});
    return json::object({{"redirect_url", decide(world, account, request, decision, now).url}});
}

} // namespace sim
