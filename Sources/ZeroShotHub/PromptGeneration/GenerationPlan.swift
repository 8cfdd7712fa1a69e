/// What a run would ask.
package struct GenerationPlan: Sendable, Equatable {
    /// Equal requests.
    package struct Request: Sendable, Equatable {
        /// JSON.
        package let body: String
        package var count: Int
    }

    package let url: String
    /// The variable whose key goes with each request; nil where none does.
    package let keyVariable: String?
    /// In the order in which they would be asked.
    package let requests: [Request]
    package let keptAnswers: Int

    /// The number of requests.
    package var count: Int { requests.reduce(0) { $0 + $1.count } }
}
