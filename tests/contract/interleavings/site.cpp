#include "site.hpp"

#include "virtual_clock.hpp"

namespace contract {

using namespace spotify;

Site::Site(VirtualTime& time, FaultySpotify& spotify, SiteSettings settings)
    : time_(time)
    , spotify_(spotify)
    , settings_(std::move(settings)) {
    begin();
}

Site::~Site() {
    end();
}

void Site::begin() {
    const auto steady = [] { return 0.5; };
    processes_.push_back(std::make_unique<Process>());
    auto& made = process();
    made.transport = std::make_shared<TransactionLog>(spotify_);
    made.deadlines = std::make_shared<Deadlines>(state_, time_, made.governor, FaultySpotify::client_id,
                                                 steady, virtual_restart_moment);
    const auto vault = std::make_shared<auth::TokenVault>("a", FaultySpotify::client_id, secrets_, state_);
    auth::TokenKeeperSettings keeper{FaultySpotify::client_id, {}, ""};
    keeper.jitter = steady;
    made.keeper = std::make_shared<auth::TokenKeeper>(keeper, Executors{time_, time_}, vault, made.transport,
                                                      made.governor, made.deadlines);
    made.desk = std::make_shared<auth::SignInDesk>(
        auth::SignInDeskSettings{
            FaultySpotify::client_id, {}, "", auth::parse_redirect_uri(settings_.redirect_uri)},
        Executors{time_, time_}, loop_, vault, made.keeper, made.transport, made.governor, made.deadlines);
}

void Site::end() {
    process().desk->finish();
    process().keeper->finish();
    process().deadlines->finish(time_.now());
}

void Site::restart() {
    end();
    begin();
}

void Site::join(SessionListener& listener, const Membership& membership) {
    const bool begins = session_ == nullptr;
    if (begins) {
        SessionSettings settings{{}, "/v1"};
        settings.requests_per_day = settings_.requests_per_day;
        settings.jitter = [] { return 0.5; };
        session_ = std::make_shared<Session>(settings, Executors{time_, time_}, process().transport,
                                             process().keeper, process().desk, process().deadlines,
                                             process().governor);
    }
    session_->join(listener, membership);
    if (begins) {
        session_->start();
    }
}

void Site::stop_if_idle() {
    if (session_ != nullptr && !session_->has_listeners()) {
        session_->stop();
        session_.reset();
    }
}

void Site::secrets_changed() {
    if (session_ != nullptr) {
        session_->secrets_changed();
    } else {
        process().keeper->secrets_changed(time_.now());
    }
}

} // namespace contract
