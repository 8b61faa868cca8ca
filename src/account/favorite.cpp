#include "account/favorite.hpp"

#include "player/shown.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

namespace spotify::account {

namespace {

constexpr unsigned max_unread = 3;
constexpr std::chrono::seconds wait_after_unread{10};

} // namespace

std::optional<bool> Favorite::of(const std::optional<std::string>& uri) const {
    const auto promise =
        std::ranges::find_if(promises_, [&](const Promise& one) { return uri == one.wish().uri; });
    if (promise != promises_.end()) {
        return promise->wish().favorite;
    }
    return read_ && uri == read_->first ? std::optional{read_->second} : std::nullopt;
}

void Favorite::taken(const Pending& taken, TimePoint now) {
    overtake(taken.command);
    const auto& wish = std::get<player::SetFavorite>(taken.command);
    read_ = std::pair{wish.uri, wish.favorite};
    promises_.push_back({.taken = taken, .check_at = now + player::settling_time});
}

void Favorite::overtake(const player::Command& newer) {
    if (const auto* wish = std::get_if<player::SetFavorite>(&newer)) {
        std::erase_if(promises_, [&](const Promise& one) { return one.wish().uri == wish->uri; });
    }
}

std::optional<Favorite::Check> Favorite::check() const {
    const auto next = std::ranges::min_element(promises_, {}, &Promise::check_at);
    return next != promises_.end() ? std::optional{Check{next->wish().uri, next->check_at}} : std::nullopt;
}

std::optional<Pending> Favorite::read(const std::string& uri, bool is_favorite, TimePoint now) {
    const auto promise = promise_of(uri);
    const bool is_promised = promise != promises_.end();
    if (is_promised && promise->wish().favorite != is_favorite && now < promise->check_at) {
        return std::nullopt; // it may take effect still
    }
    read_ = std::pair{uri, is_favorite};
    if (!is_promised) {
        return std::nullopt;
    }
    const auto kept = promise->wish().favorite == is_favorite;
    auto taken = std::move(promise->taken);
    promises_.erase(promise);
    return kept ? std::nullopt : std::optional{std::move(taken)};
}

void Favorite::unreadable(const std::string& uri, TimePoint now) {
    const auto promise = promise_of(uri);
    if (promise == promises_.end()) {
        return;
    }
    promise->check_at = now + wait_after_unread;
    if (++promise->unread >= max_unread) {
        promises_.erase(promise);
    }
}

std::vector<Favorite::Promise>::iterator Favorite::promise_of(const std::string& uri) {
    return std::ranges::find_if(promises_, [&](const Promise& one) { return one.wish().uri == uri; });
}

} // namespace spotify::account
