@testable import EmbeddingIndex
