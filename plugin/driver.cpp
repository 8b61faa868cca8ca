#include "driver.hpp"

#include "base/wall_clock.hpp"
#include "diagnostics.hpp"

#include <algorithm>

namespace plugin {

namespace {

using spotify::player::Attention;

// What a press on a panel is worth waiting for when the host does not say; an exchange with the sign-in
// service and a look at the player; a person in a browser.
constexpr std::chrono::milliseconds usual_limit{10'000};
constexpr std::chrono::milliseconds sign_in_limit{30'000};
constexpr std::chrono::milliseconds longest_limit{300'000};

// What was taken is known to have shown, or not, a few seconds later: more than are given in that time.
constexpr std::size_t most_taken = 32;

std::chrono::milliseconds limit_of(const Request& request, std::uint32_t timeout_ms) {
    if (timeout_ms != 0) {
        return std::min(std::chrono::milliseconds{timeout_ms}, longest_limit);
    }
    if (const auto* sign_in = std::get_if<SignIn>(&request)) {
        return sign_in->redirect_url ? sign_in_limit : longest_limit;
    }
    return std::holds_alternative<SignOut>(request) ? sign_in_limit : usual_limit;
}

} // namespace

Driver::Driver(Instance& instance, const dp::DeviceOptions& options)
    : instance_(instance)
    , id_(options.id)
    , reporter_(options.reporter)
    , outbox_(instance.engine().callbacks())
    , config_text_(options.config) {
    if (!is_json_object(config_text_)) {
        throw dp::Refusal(dp::Status::bad_argument, "config: a JSON object is expected");
    }
}

Driver::~Driver() {
    stop();
}

dp::Status Driver::start() {
    const std::lock_guard lock(lifecycle_);
    if (started_ || outbox_.inside()) {
        return dp::Status::wrong_state;
    }
    started_ = true;
    try {
        begin();
    } catch (...) { // no memory, no descriptor, no thread: as if it had not been called
        started_ = false;
        throw;
    }
    return dp::Status::ok;
}

void Driver::begin() {
    report({dp::Health::connecting, "connecting", "Connecting to Spotify"});
    try {
        auto config = parse_config(config_text_, id_);
        {
            const std::lock_guard inner(cache_);
            source_.zone.name = config.zone;
            source_.zone.presets.reset();
            if (!config.presets.empty()) {
                source_.zone.presets = std::move(config.presets);
            }
        }
        session_ = instance_.join(config.account, *this, {attention_, config.zone, config.volume_limit});
    } catch (const ConfigError& problem) {
        refuse_config(problem.what());
    }
}

void Driver::refuse_config(const std::string& sentence) {
    spotify::View view;
    view.status = {spotify::Status::not_configured, sentence};
    on_view(std::make_shared<const spotify::View>(std::move(view)));
}

dp::Status Driver::stop() {
    if (outbox_.inside()) {
        return dp::Status::wrong_state;
    }
    if (!leave()) {
        return dp::Status::ok;
    }
    // What is shown stays, and does not claim to be of now.
    spotify::View view;
    view.status = {spotify::Status::connecting, "The device is stopped"};
    show(std::move(view));
    report({dp::Health::stopped, "stopped", ""});
    outbox_.flush();
    return dp::Status::ok;
}

bool Driver::leave() {
    std::shared_ptr<spotify::Session> session;
    std::string config;
    {
        const std::lock_guard lock(lifecycle_);
        if (!started_) {
            return false;
        }
        started_ = false; // from here on no invoke gets through to the session
        session = std::exchange(session_, nullptr);
        config = config_text_;
    }
    if (session != nullptr) {
        instance_.leave(parse_config(config, id_).account, *this); // completes what is pending
    }
    return true;
}

// The host's objects may have gone already: what is under way ends, and nobody is told. From any thread, inside a
// callback too: that is where a host may have called exit().
void Driver::abandon() {
    muted_ = true;
    try {
        leave();
        if (!outbox_.inside()) {
            outbox_.flush();
        }
    } catch (...) { // the process ends in any case
    }
}

void Driver::post(std::function<void(const dp::Reporter&)> call) {
    outbox_.post([this, call = std::move(call)] {
        if (!muted_) {
            call(reporter_);
        }
    });
}

dp::Outcome Driver::reconfigure(std::string_view config) {
    if (outbox_.inside()) {
        return {dp::Status::wrong_state, "a device is not reconfigured from inside its callback"};
    }
    Config next;
    try {
        next = parse_config(config, id_);
    } catch (const ConfigError& problem) {
        return {dp::Status::bad_argument, problem.what()};
    }
    std::shared_ptr<spotify::Session> session;
    AccountConfig before;
    {
        const std::lock_guard lock(lifecycle_);
        if (session_ != nullptr) {
            before = parse_config(config_text_, id_).account;
        }
        if (session_ == nullptr || before.account != next.account.account ||
            before.client_id != next.account.client_id) {
            const std::lock_guard inner(cache_);
            is_foreign_ = true; // another account's content has no place here
        }
        const bool is_same = config_text_ == config;
        config_text_ = config;
        if (!started_ || is_same) {
            return {};
        }
        session = std::exchange(session_, nullptr);
    }
    if (session != nullptr) {
        instance_.leave(before, *this);
    }
    const std::lock_guard lock(lifecycle_);
    begin();
    return {};
}

dp::Snapshot Driver::snapshot() const {
    std::optional<Source> told;
    std::uint64_t revision = 0;
    {
        const std::lock_guard lock(cache_);
        told = told_;
        revision = revision_;
    }
    return {revision, values_of(told)};
}

dp::Outcome Driver::invoke(std::string_view action, const std::vector<dp::NamedValue>& given,
                           std::uint64_t token, std::uint32_t timeout_ms) {
    const auto known = action_of(action);
    if (!known) {
        return {dp::Status::unknown_id, "there is no action of that name"};
    }
    if (!is_started()) { // before the parameters, which are checked against what a started device knows
        return {dp::Status::wrong_state, "the device is not started"};
    }
    try {
        const auto request = request_of(*known, given, *presets());
        return accept(std::string{action}, token, limit_of(request, timeout_ms), request);
    } catch (const ParameterError& problem) {
        return {problem.status(), problem.what()};
    }
}

dp::Outcome Driver::write(std::string_view property, const dp::Value& value, std::uint64_t token,
                          std::uint32_t timeout_ms) {
    const auto known = property_of(property);
    if (!known) {
        return {dp::Status::unknown_id, "there is no property of that name"};
    }
    try {
        const Request request{wish_to_write(*known, value)};
        return accept(std::string{property}, token, limit_of(request, timeout_ms), request);
    } catch (const ParameterError& problem) {
        return {problem.status(), problem.what()};
    }
}

bool Driver::is_started() const {
    const std::lock_guard lock(lifecycle_);
    return started_;
}

spotify::Shared<std::vector<Preset>> Driver::presets() const {
    const std::lock_guard lock(cache_);
    return source_.zone.presets;
}

dp::Outcome Driver::accept(const std::string& name, std::uint64_t token, std::chrono::milliseconds limit,
                           const Request& request) {
    const std::lock_guard lock(lifecycle_);
    if (!started_) {
        return {dp::Status::wrong_state, "the device is not started"};
    }
    {
        const std::lock_guard inner(cache_);
        if (!pending_.emplace(token, 0).second) {
            return {dp::Status::bad_argument, "a command with this token is pending"};
        }
    }
    if (std::holds_alternative<Diagnostics>(request)) {
        completed(token, name, {spotify::Result::ok, "", diagnostics()});
        return {};
    }
    if (session_ == nullptr) {
        completed(token, name, {spotify::Result::forbidden, "The device is not configured: see its status"});
        return {};
    }
    const auto done = [this, token, name](const spotify::Outcome& outcome) {
        completed(token, name, outcome);
    };
    spotify::Session::CommandId id = 0;
    if (const auto* wish = std::get_if<spotify::player::Wish>(&request)) {
        id = session_->submit(*this, *wish, limit, done);
    } else if (const auto* fade = std::get_if<FadeVolume>(&request)) {
        id = session_->fade(*this, fade->volume, fade->duration, limit, done);
    } else if (const auto* search = std::get_if<Search>(&request)) {
        id = session_->search(*this, search->query, limit, done);
    } else if (const auto* sign_in = std::get_if<SignIn>(&request)) {
        id = session_->sign_in(*this, sign_in->redirect_url, limit, done);
    } else if (std::holds_alternative<SignOut>(request)) {
        id = session_->sign_out(*this, limit, done);
    } else {
        id = session_->refresh(*this, limit, done);
    }
    const std::lock_guard inner(cache_);
    if (const auto found = pending_.find(token); found != pending_.end()) {
        found->second = id;
    }
    taken_.emplace_back(id, name);
    if (taken_.size() > most_taken) {
        taken_.erase(taken_.begin());
    }
    return {};
}

std::string Driver::diagnostics() const {
    spotify::View view;
    {
        const std::lock_guard inner(cache_);
        view = *source_.view;
        view.status = source_.zone.status_of(view);
    }
    return diagnostics_json(
        {id_, config_text_, view,
         session_ != nullptr ? session_->transactions() : std::vector<spotify::Transaction>{}});
}

dp::Status Driver::cancel(std::uint64_t token) {
    const std::lock_guard lock(lifecycle_);
    spotify::Session::CommandId id = 0;
    {
        const std::lock_guard inner(cache_);
        const auto found = pending_.find(token);
        if (found == pending_.end()) {
            return dp::Status::unknown_id;
        }
        id = found->second;
    }
    if (session_ != nullptr) {
        session_->cancel(id); // done already, or being done: it completes as it turns out
    }
    return dp::Status::ok;
}

dp::Status Driver::set_attention(std::int32_t level) {
    if (level < DP_ATTENTION_NONE || level > DP_ATTENTION_LOOKING) {
        return dp::Status::out_of_range;
    }
    const std::lock_guard lock(lifecycle_);
    attention_ = level == DP_ATTENTION_LOOKING      ? Attention::looking
                 : level == DP_ATTENTION_BACKGROUND ? Attention::background
                                                    : Attention::none;
    if (session_ != nullptr) {
        session_->set_attention(*this, attention_);
    }
    return dp::Status::ok;
}

void Driver::completed(std::uint64_t token, const std::string& name, const spotify::Outcome& outcome) {
    const auto status = status_of(outcome.result);
    remember(name, outcome);
    post([this, token, status, outcome](const dp::Reporter& reporter) {
        { // pending until it is told, so that the token is not given anew before
            const std::lock_guard lock(cache_);
            pending_.erase(token);
        }
        reporter.completed(token, {status, outcome.text},
                           outcome.json.empty() ? dp::Value{} : dp::Value{dp::Json{outcome.json}});
    });
    if (status != dp::Status::ok && status != dp::Status::canceled) {
        tell_failure(name, outcome, false);
    }
}

void Driver::remember(const std::string& name, const spotify::Outcome& outcome) {
    {
        const std::lock_guard lock(cache_);
        source_.zone.last_action = LastAction{name, std::string{word(status_of(outcome.result))},
                                              outcome.text, spotify::epoch_ms_now()};
    }
    tell_changes();
}

// What failed is said three times over, for whichever of them is listened to: completion, last_action, event.
void Driver::tell_failure(const std::string& name, const spotify::Outcome& outcome, bool after_ok) {
    tell(manifest::Event::action_failed, {{"action", name},
                                          {"status", std::string{word(status_of(outcome.result))}},
                                          {"text", outcome.text},
                                          {"at", spotify::epoch_ms_now()},
                                          {"after_ok", after_ok}});
}

void Driver::undone(const spotify::CommandUndone& undone) {
    std::string name;
    {
        const std::lock_guard lock(cache_);
        const auto found =
            std::ranges::find(taken_, undone.id, &std::pair<spotify::Session::CommandId, std::string>::first);
        name = found == taken_.end() ? "volume"
                                     : found->second; // what nothing has asked for keeps the volume limit
    }
    remember(name, undone.outcome);
    tell_failure(name, undone.outcome, true);
}

void Driver::on_view(const std::shared_ptr<const spotify::View>& view) {
    spotify::StatusReport status;
    {
        const std::lock_guard lock(cache_);
        status = source_.zone.status_of(*view);
    }
    report(plugin::health_of(status));
    show(view);
}

void Driver::show(const spotify::Shared<spotify::View>& view) {
    {
        const std::lock_guard lock(cache_);
        auto& shown = source_.view;
        const bool keeps = shown->is_known && !view->is_signed_out && !is_foreign_;
        if (!view->is_known && keeps) { // stale, not blank
            auto& kept = shown.own();
            kept.is_stale = true;
            kept.status = view->status;
            kept.unknown_zones = view->unknown_zones;
            kept.sign_in_url = view->sign_in_url;
        } else {
            shown = view;
            is_foreign_ = false;
        }
    }
    tell_changes();
}

// Out of what is known now, one batch of what differs. Under the cache's lock from the difference to the queue, so that
// batches leave in the order of their revisions.
void Driver::tell_changes() {
    const std::lock_guard lock(cache_);
    auto changed = changes(told_, source_);
    told_ = source_;
    if (!changed.empty()) {
        post([revision = ++revision_, batch = std::move(changed)](const dp::Reporter& reporter) {
            reporter.properties_changed(revision, batch);
        });
    }
}

void Driver::on_event(const spotify::Event& event) {
    using manifest::Event;
    const auto text_or_null = [](const std::optional<std::string>& text) {
        return text && !text->empty() ? dp::Value{*text} : dp::Value{};
    };
    if (const auto* track = std::get_if<spotify::TrackChanged>(&event)) {
        spotify::View view;
        view.is_known = true;
        view.player = track->state;
        std::vector<dp::NamedValue> data;
        using enum manifest::Property;
        for (const auto property : {item_uri, track_name, artist}) {
            data.push_back({std::string{manifest::property_ids[static_cast<std::size_t>(property)]},
                            value_of(property, view, {})});
        }
        tell(Event::track_changed, std::move(data));
    } else if (std::holds_alternative<spotify::PlaybackStarted>(event)) {
        tell(Event::playback_started, {});
    } else if (std::holds_alternative<spotify::PlaybackStopped>(event)) {
        tell(Event::playback_stopped, {});
    } else if (const auto* device = std::get_if<spotify::DeviceChanged>(&event)) {
        tell(Event::device_changed, {{"device_name", text_or_null(device->device_name)}});
    } else if (const auto* limited = std::get_if<spotify::RateLimited>(&event)) {
        tell(Event::rate_limited, {{"rate_limited_until", limited->until_ms}});
    } else if (const auto* needed = std::get_if<spotify::SignInNeeded>(&event)) {
        tell(Event::sign_in_needed, {{"text", needed->text}, {"sign_in_url", text_or_null(needed->url)}});
    } else if (const auto* command = std::get_if<spotify::CommandUndone>(&event)) {
        undone(*command);
    } else if (const auto* expiring = std::get_if<spotify::SignInExpiring>(&event)) {
        tell(Event::sign_in_expiring,
             {{"days_left", std::int64_t{expiring->days_left}}, {"sign_in_expires", expiring->ends_at_ms}});
    }
}

void Driver::tell(manifest::Event event, std::vector<dp::NamedValue> data) {
    post([event, data = std::move(data)](const dp::Reporter& reporter) {
        reporter.event(manifest::event_ids[static_cast<std::size_t>(event)], data);
    });
}

void Driver::report(const HealthReport& health) {
    std::optional<HealthLine> line;
    {
        const std::lock_guard lock(cache_);
        if (health_ == health) {
            return;
        }
        health_ = health;
        line = health_log_.take(health);
    }
    post([this, health, line = std::move(line)](const dp::Reporter& reporter) {
        if (line) {
            instance_.services().log(line->level, line->category, id_ + ": " + line->text);
        }
        reporter.health_changed(health.health, health.cause, health.text);
    });
}

} // namespace plugin
