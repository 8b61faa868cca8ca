#include "consent.hpp"

namespace contract {

std::string consented(FaultySpotify& spotify, const std::string& link, const std::string& account,
                      sim::Decision decision) {
    const auto query = sim::parse_form(link.substr(link.find('?') + 1)).value_or(sim::NameValues{});
    const auto outcome = sim::check_authorize(spotify.world(), query);
    if (const auto* request = std::get_if<sim::ConsentRequest>(&outcome)) {
        const auto& person = *spotify.world().find_account(account);
        return sim::decide(spotify.world(), person, *request, decision, spotify.now()).url;
    }
    const auto* back = std::get_if<sim::Redirect>(&outcome);
    return back != nullptr ? back->url : std::string{};
}

} // namespace contract
